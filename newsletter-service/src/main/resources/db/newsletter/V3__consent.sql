-- The evidence of consent: what each reader agreed to, changed and withdrew, in a chain that only ever grows.

-- What was shown to readers; once for each version, which is the hash of the language and the text.
CREATE TABLE consent_text (
    version  bytea PRIMARY KEY,
    language text NOT NULL,
    text     text NOT NULL
);

-- The key that opens a reader's details, and the end of her chain, so that a chain that was cut short shows.
CREATE TABLE consent_key (
    subscriber uuid PRIMARY KEY,
    -- NULL once she is erased: from then on nobody reads her details, and the chain still verifies.
    key        bytea,
    steps      integer NOT NULL DEFAULT 0,
    head       bytea NOT NULL DEFAULT decode(repeat('00', 32), 'hex'),
    last_at    timestamptz NOT NULL DEFAULT '-infinity'
) WITH (fillfactor = 70);

-- One act. No foreign key to the subscriber, whom it outlives.
CREATE TABLE consent (
    subscriber   uuid NOT NULL,
    step         integer NOT NULL,
    act          text NOT NULL CHECK (act IN ('asked', 'confirmed', 'imported', 'changed', 'address-changed', 'paused',
                                              'unsubscribed', 'erased')),
    at           timestamptz NOT NULL,
    -- Where it came from: form, embedded, api, preferences, one-click, page, mailto, import, operator, retention.
    form         text NOT NULL,
    language     text NOT NULL,
    -- NULL: no text was shown.
    text_version bytea REFERENCES consent_text,
    -- Address, choices and whatever else is personal: AES-256-GCM under the reader's own key, the nonce first.
    sealed       bytea NOT NULL,
    previous     bytea NOT NULL,
    hash         bytea NOT NULL,
    PRIMARY KEY (subscriber, step)
);

-- Each act follows the last one: by step, by time and by hash. The update waits for an act under way, and then finds that
-- the chain went on.
CREATE FUNCTION consent_follows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE consent_key SET steps = NEW.step, head = NEW.hash, last_at = NEW.at
    WHERE subscriber = NEW.subscriber AND key IS NOT NULL
      AND steps = NEW.step - 1 AND head = NEW.previous AND last_at <= NEW.at;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the act does not follow the last one of its chain' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER consent_follows BEFORE INSERT ON consent FOR EACH ROW EXECUTE FUNCTION consent_follows();

-- The owner role is refused as well: a right can be granted by mistake.
CREATE FUNCTION consent_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% stands once written', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER consent_stands BEFORE UPDATE OR DELETE OR TRUNCATE ON consent EXECUTE FUNCTION consent_stands();
CREATE TRIGGER consent_stands BEFORE UPDATE OR DELETE OR TRUNCATE ON consent_text EXECUTE FUNCTION consent_stands();
CREATE TRIGGER consent_stands BEFORE DELETE OR TRUNCATE ON consent_key EXECUTE FUNCTION consent_stands();

CREATE FUNCTION consent_key_only_goes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.key IS NOT NULL AND NEW.key IS DISTINCT FROM OLD.key THEN
        RAISE EXCEPTION 'a key is destroyed, never changed' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER consent_key_only_goes BEFORE UPDATE ON consent_key FOR EACH ROW EXECUTE FUNCTION consent_key_only_goes();

REVOKE UPDATE, DELETE ON consent, consent_text, consent_key FROM newsletter_app;
-- Locks the chain, and destroys the key; where the chain ends is written by the trigger alone.
GRANT UPDATE (key) ON consent_key TO newsletter_app;
REVOKE INSERT ON consent_key FROM newsletter_app;
GRANT INSERT (subscriber, key) ON consent_key TO newsletter_app;

-- Whom the retention job looks for.
CREATE INDEX subscriber_unconfirmed ON subscriber (created_at) WHERE state = 'unconfirmed';
CREATE INDEX subscriber_unsubscribed ON subscriber (unsubscribed_at) WHERE state = 'unsubscribed';

-- Since when the ledger is whole: of what was numbered before, deliveries may have been deleted. One row.
CREATE TABLE ledger_history (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    begins    timestamptz NOT NULL
);
INSERT INTO ledger_history (begins) VALUES ('-infinity');
