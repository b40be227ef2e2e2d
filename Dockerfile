# One image for each service: docker build --build-arg SERVICE=feed-service -t barid/feed-service .
# The build context needs the packages built: mvn package. Without a registry: --build-arg BASE=TAG, after k8s/base-image TAG.
ARG BASE=eclipse-temurin:25-jre
FROM ${BASE} AS service
ARG SERVICE
WORKDIR /opt/barid
# The libraries change less often than the service, so they are a layer of their own.
COPY ${SERVICE}/target/libs/ libs/
COPY ${SERVICE}/target/${SERVICE}-0.1.0.jar service.jar
ENV JDK_JAVA_OPTIONS="-XX:MaxRAMPercentage=70 -XX:+ExitOnOutOfMemoryError -XX:-UsePerfData --enable-native-access=ALL-UNNAMED"

# A start beside a whole installation leaves what the JVM then has loaded and linked; only this JVM with these jars can use it.
FROM service AS training
ARG SERVICE
COPY standalone/target/libs/ /opt/standalone/libs/
COPY standalone/target/standalone-0.1.0.jar /opt/standalone/
# initdb wants to know its user by name.
RUN echo 'barid:x:10001:10001::/tmp:/bin/sh' >> /etc/passwd
ENV XDG_CACHE_HOME=/tmp
USER 10001:10001
RUN java -cp /opt/standalone/standalone-0.1.0.jar barid.standalone.AotTraining "${SERVICE%-service}" service.jar /tmp/service.aot

FROM service
ARG SERVICE
ARG REVISION=unknown
LABEL org.opencontainers.image.title="barid ${SERVICE}" \
      org.opencontainers.image.description="Articles written once, in several languages, for readers, subscribers and partners" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.licenses="Apache-2.0"
# What the libraries are (CycloneDX), where the build made it: mvn -Psbom package.
COPY LICENSE ${SERVICE}/target/sbom.jso[n] ./
COPY --from=training /tmp/service.aot service.aot
USER 10001:10001
ENTRYPOINT ["java", "-XX:AOTCache=service.aot", "-jar", "service.jar"]
CMD ["run"]
