package barid.newsletter.bounces;

import java.nio.charset.StandardCharsets;

/** Reports as mail systems write them, small; the corpus has them as they come. */
final class Letters {
    private Letters() {}

    /** A report of Postfix; {@code to} is the return path, {@code id} makes it a letter of its own. */
    static byte[] bounce(String id, String to, String recipient, String status, String said) {
        return bytes("""
                Return-Path: <>
                Received: from mx.example.net (mx.example.net [192.0.2.7]) by in.example.org; Sat, 28 Nov 2026 12:01:00 +0000
                Date: Sat, 28 Nov 2026 12:00:59 +0000 (UTC)
                From: MAILER-DAEMON@mx.example.net (Mail Delivery System)
                Subject: Undelivered Mail Returned to Sender
                To: %2$s
                Auto-Submitted: auto-replied
                MIME-Version: 1.0
                Content-Type: multipart/report; report-type=delivery-status; boundary="B%1$s/mx.example.net"
                Message-Id: <%1$s@mx.example.net>

                --B%1$s/mx.example.net
                Content-Description: Notification
                Content-Type: text/plain; charset=us-ascii

                This is the mail system at host mx.example.net.

                <%3$s>: %5$s

                --B%1$s/mx.example.net
                Content-Type: message/delivery-status

                Reporting-MTA: dns; mx.example.net

                Final-Recipient: rfc822; %3$s
                Action: failed
                Status: %4$s
                Diagnostic-Code: smtp; %5$s

                --B%1$s/mx.example.net--
                """.formatted(id, to, recipient, status, said));
    }

    /** A complaint (RFC 5965) with the addresses taken out; {@code returned} is the header of the mail it is about. */
    static byte[] complaint(String id, String type, String returned) {
        return bytes("""
                From: Abuse desk <fbl@provider.example.net>
                To: fbl@bounce.example.org
                Date: Sat, 28 Nov 2026 13:00:00 +0000
                Subject: FW: your mail
                Message-ID: <%1$s@provider.example.net>
                MIME-Version: 1.0
                Content-Type: multipart/report; report-type=feedback-report; boundary="fbl-%1$s"

                --fbl-%1$s
                Content-Type: text/plain; charset="US-ASCII"

                This is an email abuse report.

                --fbl-%1$s
                Content-Type: message/feedback-report

                Feedback-Type: %2$s
                User-Agent: SomeGenerator/1.0
                Version: 1
                Original-Rcpt-To: <redacted@provider.example.net>

                --fbl-%1$s
                Content-Type: message/rfc822

                %3$s

                redacted
                --fbl-%1$s--
                """.formatted(id, type, returned.strip()));
    }

    /** A mail to {@code to} that a mail program wrote for its user. */
    static byte[] leaving(String id, String to) {
        return bytes("""
                From: A Reader <reader@example.net>
                To: %2$s
                Subject: unsubscribe
                Date: Sat, 28 Nov 2026 13:00:00 +0000
                Message-ID: <%1$s@example.net>

                """.formatted(id, to));
    }

    static byte[] bytes(String text) {
        return text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    }
}
