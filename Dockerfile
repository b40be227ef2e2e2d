# One image for each service: docker build --build-arg SERVICE=feed-service -t barid/feed-service .
# The build context needs the packages built: mvn package
ARG BASE=eclipse-temurin:25-jre
FROM ${BASE}
ARG SERVICE
LABEL org.opencontainers.image.title="barid ${SERVICE}" \
      org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /opt/barid
# The libraries change less often than the service, so they are a layer of their own.
COPY ${SERVICE}/target/libs/ libs/
COPY ${SERVICE}/target/${SERVICE}-0.1.0.jar service.jar
USER 10001:10001
ENV JDK_JAVA_OPTIONS="-XX:MaxRAMPercentage=70 -XX:+ExitOnOutOfMemoryError -XX:-UsePerfData --enable-native-access=ALL-UNNAMED"
ENTRYPOINT ["java", "-jar", "service.jar"]
CMD ["run"]
