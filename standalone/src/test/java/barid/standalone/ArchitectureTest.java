package barid.standalone;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.helidon.config.Config;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbTransaction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/** Each rule holds for all that ships, and is seen to fail on a breach planted for it in {@code barid.planted}. */
class ArchitectureTest {
    private static final ImportOption NO_FIXTURES = location -> !location.contains("-tests.jar");

    private static final JavaClasses SHIPPED = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(NO_FIXTURES)
            .importPackages("barid");

    /** The same and the tests, among which each rule has a class that breaks it. */
    private static final JavaClasses WITH_BREACHES =
            new ClassFileImporter().withImportOption(NO_FIXTURES).importPackages("barid");

    /** What the kit holds for a second service that is on its way; an entry goes when that service comes. */
    private static final Set<String> WAITING_FOR_A_SECOND_USER = Set.of(
            // the change feed's own form, which followers carry unread
            "barid.kit.changes.Cursor",
            // the databases of the one-machine run, and of every service's tests
            "barid.kit.db.Roles");

    private static final String SQL_CLASSES =
            "barid\\..*(Store|Queue|ChangeLog|ChangeSignal|SuppressionList|Journal)(\\$.*)?";

    static Stream<Arguments> rules() {
        return Stream.of(
                Arguments.of(
                        "the kit knows no service",
                        noClasses()
                                .that()
                                .resideInAPackage("barid.kit..")
                                .should()
                                .dependOnClassesThat(resideInAnyPackage(
                                        "barid.article..",
                                        "barid.feed..",
                                        "barid.newsletter..",
                                        "barid.standalone.."))),
                Arguments.of(
                        "the kit holds nothing for one service alone",
                        classes()
                                .that()
                                .resideInAPackage("barid.kit..")
                                .and()
                                .resideOutsideOfPackage("barid.kit.templates..")
                                .and()
                                .areTopLevelClasses()
                                .and()
                                .haveModifier(JavaModifier.PUBLIC)
                                .should(beUsedByTheKitOrByTwo())),
                Arguments.of("article-service knows no other", knowsNoOther("article", "feed", "newsletter")),
                Arguments.of("feed-service knows no other", knowsNoOther("feed", "article", "newsletter")),
                Arguments.of("newsletter-service knows no other", knowsNoOther("newsletter", "article", "feed")),
                Arguments.of(
                        "feature packages are free of cycles",
                        slices().matching("barid.(*).(*)..").should().beFreeOfCycles()),
                Arguments.of(
                        "Rome stays in publishing and importing",
                        noClasses()
                                .that()
                                .resideOutsideOfPackages("barid.feed.publishing..", "barid.article.importing..")
                                .should()
                                .dependOnClassesThat(resideInAPackage("com.rometools.."))),
                Arguments.of(
                        "mail stays in mail, deliveries, bounces and the mailbox",
                        noClasses()
                                .that()
                                .resideOutsideOfPackages(
                                        "barid.newsletter.mail..",
                                        "barid.newsletter.deliveries..",
                                        "barid.newsletter.bounces..",
                                        "barid.standalone.mailbox..")
                                .should()
                                .dependOnClassesThat(resideInAnyPackage("jakarta.mail..", "org.eclipse.angus.."))),
                Arguments.of(
                        "what reads reports cannot answer them",
                        noClasses()
                                .that()
                                .resideInAPackage("barid.newsletter.bounces..")
                                .should()
                                .dependOnClassesThat(nameMatching("jakarta\\.mail\\.Transport"
                                        + "|org\\.eclipse\\.angus\\.mail\\.smtp\\..*"
                                        + "|barid\\.newsletter\\.mail\\.(MailTransport|SmtpTransport)"))),
                Arguments.of(
                        "SQL stays in stores, queues and logs",
                        noClasses()
                                .that(DescribedPredicate.not(nameMatching(SQL_CLASSES)))
                                .should()
                                .callMethodWhere(sql())),
                Arguments.of(
                        "only Transactions commits and rolls back",
                        noClasses()
                                .that()
                                .doNotHaveFullyQualifiedName("barid.kit.db.Transactions")
                                .should()
                                .callMethodWhere(endsTransaction())),
                Arguments.of(
                        "configuration is passed, never global",
                        noClasses().should().callMethod(Config.class, "global")));
    }

    private static ArchRule knowsNoOther(String service, String... others) {
        return noClasses()
                .that()
                .resideInAPackage("barid." + service + "..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        Stream.of(others).map(other -> "barid." + other + "..").toArray(String[]::new)));
    }

    private static ArchCondition<JavaClass> beUsedByTheKitOrByTwo() {
        return new ArchCondition<>("be used by the kit itself, or by two services") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                Set<String> users = type.getDirectDependenciesToSelf().stream()
                        .map(dependency -> dependency.getOriginClass())
                        .filter(origin -> !origin.getName().startsWith(type.getName()))
                        .map(origin -> origin.getPackageName().split("\\.", 3)[1])
                        .collect(Collectors.toSet());
                boolean good = users.contains("kit")
                        || users.size() >= 2
                        || WAITING_FOR_A_SECOND_USER.contains(type.getName());
                events.add(new SimpleConditionEvent(type, good, type.getName() + " is used by " + users + " only"));
            }
        };
    }

    private static DescribedPredicate<JavaMethodCall> sql() {
        return DescribedPredicate.describe(
                "DbExecute runs a statement",
                call -> call.getTargetOwner().isAssignableTo(DbExecute.class)
                        && !call.getName().equals("unwrap")
                        && !Set.of("commit", "rollback").contains(call.getName()));
    }

    private static DescribedPredicate<JavaMethodCall> endsTransaction() {
        return DescribedPredicate.describe(
                "a transaction is ended",
                call -> Set.of("commit", "rollback").contains(call.getName())
                        && (call.getTargetOwner().isAssignableTo(DbTransaction.class)
                                || call.getTargetOwner().isAssignableTo(java.sql.Connection.class)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void holdsForAllThatShips(String name, ArchRule rule) {
        rule.check(SHIPPED);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void failsOnTheBreachPlantedForIt(String name, ArchRule rule) {
        assertThat(rule.evaluate(WITH_BREACHES).getFailureReport().getDetails())
                .as("breaches found of: " + name)
                .anyMatch(line -> line.contains("Planted"));
    }
}
