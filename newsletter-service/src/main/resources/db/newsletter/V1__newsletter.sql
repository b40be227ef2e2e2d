-- What newsletter-service keeps: its copy of the news, who reads it, and the ledger of what was mailed to whom.

-- ---------------------------------------------------------------- the copy of what is published

-- One sequence for stories and corrections. It is drawn from under the follower's cursor lock alone, so numbers follow
-- commit order: who sees a number sees every lower one that will ever be. Gaps mean nothing.
CREATE SEQUENCE story_number;

-- A translation, as it was last announced.
CREATE TABLE story (
    article      uuid NOT NULL,
    language     text NOT NULL,
    -- Given when it is first seen published, and anew when it is seen published again after a withdrawal.
    -- NULL: historical, never mailed.
    number       bigint UNIQUE,
    -- Follows number only if the text moved on meanwhile: a restored copy must not send the back catalogue to
    -- readers who came after it.
    first_number bigint,
    -- How many numbers it ever had; one number and one translation spare a lookup of what readers already have.
    numbers      integer NOT NULL,
    numbered_at  timestamptz NOT NULL,
    topics       text[] NOT NULL,
    published    timestamptz NOT NULL,
    updated      timestamptz NOT NULL,
    -- The whole announcement (Change.Published); kept when it is withdrawn.
    snapshot     jsonb NOT NULL,
    withdrawn_at timestamptz,
    PRIMARY KEY (article, language)
);

-- An announced correction; once for each instant of correction, however often the story is announced again.
CREATE TABLE correction (
    article     uuid NOT NULL,
    language    text NOT NULL,
    at          timestamptz NOT NULL,
    note        text NOT NULL,
    number      bigint NOT NULL UNIQUE,
    numbered_at timestamptz NOT NULL,
    PRIMARY KEY (article, language, at)
);

-- Topics as announced; merges are resolved on reading.
CREATE TABLE topic (
    slug        text PRIMARY KEY,
    names       jsonb NOT NULL,
    merged_into text
);

-- ---------------------------------------------------------------- readers

CREATE TABLE subscriber (
    id              uuid PRIMARY KEY,
    -- As she wrote it, and as SMTP takes it (the domain as A-labels).
    email           text NOT NULL,
    mailbox         text NOT NULL,
    -- Keyed hash of the normalised address: the only trace that outlives an erasure.
    email_key       bytea NOT NULL UNIQUE,
    state           text NOT NULL CHECK (state IN ('unconfirmed', 'confirmed', 'unsubscribed')),
    -- How the address came here: form, api, sample, or an import's own word.
    origin          text NOT NULL,
    created_at      timestamptz NOT NULL,
    unsubscribed_at timestamptz,
    -- The last confirmation or preference mail, of which an address gets one a day.
    noticed_at      timestamptz
);

-- What she chose. A row exists once she confirmed, and stays when she leaves: who returns keeps her id.
CREATE TABLE subscription (
    subscriber         uuid PRIMARY KEY REFERENCES subscriber ON DELETE CASCADE,
    -- In order of preference.
    languages          text[] NOT NULL CHECK (cardinality(languages) > 0),
    -- Empty: all.
    topics             text[] NOT NULL,
    cadence            text NOT NULL CHECK (cadence IN ('immediate', 'daily', 'weekly', 'monthly')),
    hour               smallint NOT NULL CHECK (hour BETWEEN 0 AND 23),
    day                smallint NOT NULL CHECK (day BETWEEN 1 AND 28),
    zone               text NOT NULL,
    -- Everything numbered up to here was dealt with; only ever moves forward, by compare-and-set, when a delivery is planned.
    position           bigint NOT NULL,
    confirmed_position bigint NOT NULL,
    -- The head up to which she was looked at. Beyond position where nothing was due, since the position then stays.
    looked_to          bigint NOT NULL,
    -- Daily, weekly, monthly: her next hour. NULL for immediate and for who left.
    next_due           timestamptz,
    paused_until       timestamptz,
    confirmed_at       timestamptz NOT NULL
);
CREATE INDEX subscription_due ON subscription (next_due) WHERE next_due IS NOT NULL;
CREATE INDEX subscription_immediate ON subscription (looked_to) WHERE cadence = 'immediate';

-- Sign-ups that were answered and wait for their mail, so that a known address is answered like an unknown one.
CREATE TABLE signup (
    id          uuid PRIMARY KEY,
    email       text NOT NULL,
    mailbox     text NOT NULL,
    email_key   bytea NOT NULL,
    choices     jsonb NOT NULL,
    language    text NOT NULL,
    origin      text NOT NULL,
    received_at timestamptz NOT NULL,
    attempts    integer NOT NULL DEFAULT 0,
    retry_at    timestamptz NOT NULL
);
CREATE INDEX signup_retry ON signup (retry_at);

-- The second half of double opt-in: choices that take effect when the token is posted.
CREATE TABLE confirmation (
    token_hash bytea PRIMARY KEY,
    subscriber uuid NOT NULL REFERENCES subscriber ON DELETE CASCADE,
    choices    jsonb NOT NULL,
    language   text NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);

-- Addresses never to mail, by keyed hash, so that they outlive the address itself.
CREATE TABLE suppression (
    email_key bytea PRIMARY KEY,
    reason    text NOT NULL,
    at        timestamptz NOT NULL
);

-- Who may be mailed. Nothing else decides it: planning reads it, and every claim reads it again.
CREATE VIEW recipient AS
SELECT s.id AS subscriber, s.mailbox
FROM subscriber s
JOIN subscription p ON p.subscriber = s.id
WHERE s.state = 'confirmed'
  AND (p.paused_until IS NULL OR p.paused_until <= now())
  AND NOT EXISTS (SELECT FROM suppression x WHERE x.email_key = s.email_key);

-- What a delivery did not bring without the reader's doing: an article (language and correction empty), or a correction.
CREATE TABLE owed (
    subscriber uuid NOT NULL REFERENCES subscriber ON DELETE CASCADE,
    article    uuid NOT NULL,
    language   text,
    correction timestamptz,
    since      timestamptz NOT NULL,
    UNIQUE NULLS NOT DISTINCT (subscriber, article, language, correction)
);

-- ---------------------------------------------------------------- editions

-- One cadence's mailing for one period: 2026-11-24 for daily (the same edition in every time zone), the first instant of
-- the collecting window for immediate.
CREATE TABLE edition (
    id         uuid PRIMARY KEY,
    cadence    text NOT NULL CHECK (cadence IN ('immediate', 'daily', 'weekly', 'monthly')),
    period     text NOT NULL,
    starts_at  timestamptz NOT NULL,
    ends_at    timestamptz NOT NULL,
    -- No attempt after this; what is still open then ends as expired, and is owed.
    expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    UNIQUE (cadence, period)
);

-- One resulting content of an edition: exactly (mail language, items, corrections), not the choices that led to it.
CREATE TABLE variant (
    id          uuid PRIMARY KEY,
    edition     uuid NOT NULL REFERENCES edition,
    key         bytea NOT NULL,
    language    text NOT NULL,
    -- [{"article","language"}], in the order of the mail; what is only linked included.
    items       jsonb NOT NULL,
    -- [{"article","language","at"}]
    corrections jsonb NOT NULL,
    -- Every article that items or corrections name, for the lookup of what a reader already has.
    articles    uuid[] NOT NULL,
    -- Random: opens the mail in a browser, and nothing else tells it.
    view_id     text NOT NULL UNIQUE,
    UNIQUE (edition, key)
);
CREATE INDEX variant_articles ON variant USING gin (articles);

-- ---------------------------------------------------------------- the ledger

-- Deliveries that are leased together: of one edition, for one lane. The one row that sending writes again and again, so
-- a mail costs a small part of one update; a delivery's own row is never written twice.
CREATE TABLE chunk (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    edition       uuid NOT NULL REFERENCES edition,
    -- The receiver (and relay) that these deliveries queue for.
    lane          text NOT NULL,
    -- The process that has it; only the owner marks and flushes. NULL: nobody.
    owner         uuid,
    lease_until   timestamptz,
    -- NULL: nothing is open here; else when there is something to do.
    next_at       timestamptz,
    -- Deliveries below this ordinal were marked: without an outcome, they are being attempted.
    attempting_to integer NOT NULL DEFAULT 0,
    -- One byte for each ordinal: 0 none yet, 1 sent, 2 see delivery_exception.
    outcomes      bytea NOT NULL,
    -- Counts of what outcomes says; size = pending + attempting + sent + exceptional.
    size          integer NOT NULL,
    pending       integer NOT NULL,
    attempting    integer NOT NULL,
    sent          integer NOT NULL,
    exceptional   integer NOT NULL,
    CHECK (octet_length(outcomes) = size),
    CHECK (size = pending + attempting + sent + exceptional)
) WITH (fillfactor = 50);
CREATE INDEX chunk_next ON chunk (next_at, id) WHERE next_at IS NOT NULL;
CREATE INDEX chunk_edition ON chunk (edition);

-- One edition to one subscriber. Insert-only; once by its key. No foreign keys: they would cost more than the row.
CREATE TABLE delivery (
    edition    uuid NOT NULL,
    subscriber uuid NOT NULL,
    variant    uuid NOT NULL,
    chunk      bigint NOT NULL,
    ordinal    integer NOT NULL,
    PRIMARY KEY (edition, subscriber)
);
CREATE UNIQUE INDEX delivery_chunk ON delivery (chunk, ordinal);
CREATE INDEX delivery_subscriber ON delivery (subscriber);

-- What is not plainly sent; from then on this row tells the delivery's state.
CREATE TABLE delivery_exception (
    edition        uuid NOT NULL,
    subscriber     uuid NOT NULL,
    chunk          bigint NOT NULL,
    ordinal        integer NOT NULL,
    state          text NOT NULL CHECK (state IN ('pending', 'attempting', 'deferred', 'held',
                       'sent', 'rejected', 'suppressed', 'withdrawn', 'cancelled', 'expired', 'uncertain')),
    -- Enhanced status code (RFC 3463), else the reply code.
    code           text,
    -- What the server said, without addresses; or why the reader was left out.
    reason         text,
    retry_at       timestamptz,
    attempts       integer NOT NULL DEFAULT 0,
    -- Once true it ends sent, rejected or uncertain, never expired.
    ever_uncertain boolean NOT NULL DEFAULT false,
    changed_at     timestamptz NOT NULL,
    PRIMARY KEY (edition, subscriber)
);
CREATE UNIQUE INDEX delivery_exception_chunk ON delivery_exception (chunk, ordinal);

-- What a delivery's mail did not hold although its variant does: withdrawn between planning and claim.
CREATE TABLE omission (
    edition    uuid NOT NULL,
    subscriber uuid NOT NULL,
    article    uuid NOT NULL,
    language   text NOT NULL,
    PRIMARY KEY (edition, subscriber, article, language)
);

-- Each delivery's state, one of eleven.
CREATE VIEW delivery_state AS
SELECT d.edition, d.subscriber, d.variant, d.chunk, d.ordinal,
       CASE get_byte(c.outcomes, d.ordinal)
           WHEN 2 THEN (SELECT x.state FROM delivery_exception x
                        WHERE x.edition = d.edition AND x.subscriber = d.subscriber)
           WHEN 1 THEN 'sent'
           ELSE CASE WHEN d.ordinal < c.attempting_to THEN 'attempting' ELSE 'pending' END
       END AS state
FROM delivery d
JOIN chunk c ON c.id = d.chunk;

-- The ledger's rows stand once written.
REVOKE UPDATE ON delivery, omission FROM newsletter_app;
