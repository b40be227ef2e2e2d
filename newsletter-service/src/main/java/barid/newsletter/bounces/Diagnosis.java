package barid.newsletter.bounces;

import barid.newsletter.mail.Blame;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Why a mail was not delivered, by the status field of a report and by what the server said.
 *
 * <p>A status that tells nothing (X.Y.0, or that the waiting ended) is made exact by the code or the words of the answer. Where
 * any of them says that we are refused for what we are or send, that alone counts: a reader is never blamed for it.
 */
record Diagnosis(String status, Blame blame) {
    /** Not a version, nor a part of a network address. */
    private static final Pattern ENHANCED =
            Pattern.compile("(?<![\\d.])([45])\\.([0-7])\\.(\\d{1,3})(?!\\d)(?!\\.\\d)");

    private static final Pattern REPLY =
            Pattern.compile("(?<![\\d.])([45][0-5]\\d)(?=[ \\-#,:'\"]|$)", Pattern.MULTILINE);
    private static final Set<String> VAGUE = Set.of("5.4.4", "5.4.7", "4.4.7", "5.3.0", "4.3.0");

    private record Words(Pattern pattern, String status) {
        Words(String pattern, String status) {
            this(Pattern.compile(pattern, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE), status);
        }
    }

    /** What words mean; the first that is found counts, so that what is ours comes before what is the reader's. */
    private static final List<Words> WORDS = List.of(
            new Words(
                    "\\bspam\\b|black ?-?list|block ?-?list|\\bd?n?s?(rbl|dnsbl)\\b|spamhaus|barracuda|dmarc|\\bspf\\b|dkim"
                            + "|reputation|unsolicited|\\bpolicy\\b|content rejected|(message|envelope) blocked|administrative prohibition|sender (address )?rejected"
                            + "|\\bpourriel|indésirable|liste noire|politique de|expéditeur refusé"
                            + "|سياسة|غير مرغوب|قائمة سوداء|القائمة السوداء|رسائل مزعجة",
                    "5.7.1"),
            new Words(
                    "message (size|length)|(message|mail) (is )?too (large|big)|size (limit|exceed)|exceeds? (the )?(maximum )?"
                            + "(message )?size|trop (volumineux|gros|grand)|taille (maximale|du message)|حجم الرسالة",
                    "5.3.4"),
            new Words(
                    "(mailbox|inbox|account|user|recipient)[^.\\n]{0,40} (is )?(currently )?(full|over ?quota)|mailfull|over ?quota"
                            + "|quota (is )?exceeded|exceed[a-z]* [^.\\n]{0,40}(quota|storage)|insufficient (disk|storage|system storage)"
                            + "|(out of|no) (storage )?space|storage (limit|allocation)|boîte[^.\\n]{0,40}(pleine|saturée)"
                            + "|quota[^.\\n]{0,20}(dépassé|atteint)|espace[^.\\n]{0,40}insuffisant|ممتلئ|تجاوز[^.\\n]{0,30}(الحصة|السعة|المساحة|الحد)",
                    "5.2.2"),
            new Words("too many hops|(mail|routing|forwarding) loop|hop count|boucle", "5.4.6"),
            new Words(
                    "(domain|host)( name)?[^.\\n]{0,60} (does(n't| not) exist|not found|unknown)|(unknown|no such|invalid) (host|domain)"
                            + "|nxdomain|unrouteable|domaine[^.\\n]{0,40}(inconnu|introuvable|n.existe)|hôte inconnu"
                            + "|النطاق[^.\\n]{0,30}(غير موجود|لا يوجد)",
                    "5.1.2"),
            new Words(
                    "(user|recipient|mailbox|account|address|person|customer)\\S{0,3}[^.\\n]{0,80}(does(n't| not)|do(n't| not)) (exist|have)"
                            + "|(user|recipient|mailbox|account|address)[^.\\n]{0,60} (not (found|known|exist|available here)|unknown)"
                            + "|(unknown|invalid|no such|bad|non-?existent) (user|recipient|mailbox|account|address|local ?-?part|person|destination)"
                            + "|user doesn't|recipientnotfound|recipnotfound|no mailbox|not listed in|not a valid (user|mailbox|recipient|address)"
                            + "|(user|account|mailbox|address)[^.\\n]{0,60} (is |has been )?(disabled|inactive|closed|expired|deactivated|suspended)"
                            + "|(utilisateur|destinataire|adresse|compte|boîte)[^.\\n]{0,60}(inconnue?|introuvable|inexistante?|n.existe|invalide|désactivée?|fermée?|clôturée?)"
                            + "|(المستخدم|العنوان|المستلم|الحساب|صندوق البريد|البريد الإلكتروني)[^.\\n]{0,60}(غير موجود|غير معروف|لا يوجد|غير صالح|غير صحيح|معطل|مغلق)"
                            + "|لم يتم العثور على",
                    "5.1.1"),
            new Words("mailbox (is )?(currently )?unavailable|boîte[^.\\n]{0,40}indisponible", "5.2.1"),
            new Words(
                    "tim(ed|e) ?-?out|connection (refused|reset)|expired|too old|retry time|temporar|unreachable|not responding|try again"
                            + "|greylist|délai|ne répond pas|réessay|plus tard|انتهت|المهلة|مؤقت|لا يستجيب|حاول",
                    "4.4.7"),
            new Words(
                    "access denied|not (allowed|authori[sz]ed|permitted)|relaying denied|accès refusé|رفض الوصول",
                    "5.7.1"));

    /** {@code status}: the field of a report, or empty; {@code said}: what the server answered, or a text about it. */
    static Diagnosis of(String status, String said) {
        String given = enhanced(status).findFirst().orElse("");
        List<String> codes = enhanced(said).toList();
        Optional<String> ours = Stream.concat(Stream.of(given), codes.stream())
                .filter(code -> Blame.of(code) == Blame.OURS)
                .findFirst();
        if (ours.isPresent()) {
            return new Diagnosis(ours.get(), Blame.OURS);
        }
        Optional<String> words = words(said);
        String exact = exact(given)
                .or(() -> codes.stream().flatMap(code -> exact(code).stream()).findFirst())
                .or(() -> words.map(meant -> meant(meant, firstOf(given, codes, said))))
                .orElseGet(() -> firstOf(given, codes, said));
        // Some servers answer 5.1.1 to whom they take for a spammer.
        Blame blame = words.filter("5.7.1"::equals).isPresent() && Blame.of(exact) == Blame.ADDRESS
                ? Blame.OURS
                : Blame.of(exact);
        return new Diagnosis(exact, blame);
    }

    private static String firstOf(String given, List<String> codes, String said) {
        if (!given.isEmpty()) {
            return given;
        }
        return codes.stream().findFirst().orElseGet(() -> {
            Matcher reply = REPLY.matcher(said);
            return reply.find() ? reply.group(1) : "";
        });
    }

    private static Optional<String> exact(String code) {
        return code.isEmpty() || code.endsWith(".0") || VAGUE.contains(code) ? Optional.empty() : Optional.of(code);
    }

    /** What the words mean, for a time if the answer said so. */
    private static String meant(String meant, String answer) {
        return answer.startsWith("4") ? "4" + meant.substring(1) : meant;
    }

    /** The status that the words of a text mean. */
    static Optional<String> words(String text) {
        return WORDS.stream()
                .filter(words -> words.pattern().matcher(text).find())
                .map(Words::status)
                .findFirst();
    }

    /** The enhanced codes in a text, in their order. */
    static Stream<String> enhanced(String text) {
        return ENHANCED.matcher(text).results().map(MatchResult::group);
    }
}
