-- Readers brought from other systems by files, and taken out again as files.

CREATE TABLE reader_import (
    id               uuid PRIMARY KEY,
    state            text NOT NULL CHECK (state IN
                         ('uploading', 'mapping', 'checking', 'ready', 'importing', 'done', 'failed', 'cancelled')),
    -- As the operator named the file.
    name             text NOT NULL,
    -- Where and when these readers consented, in the operator's words; goes into each reader's evidence.
    consent          text NOT NULL,
    started_by       text NOT NULL,
    bytes            bigint NOT NULL DEFAULT 0,
    lines            bigint NOT NULL DEFAULT 0,
    -- Encoding, separator, whether the first row holds headings; NULL until the file is here.
    layout           jsonb,
    -- What each column is, in the file's order.
    columns          text[] NOT NULL DEFAULT '{}',
    -- The choices of rows that leave them out.
    defaults         jsonb NOT NULL,
    -- Whether it waits for a person between check and import.
    dry_run          boolean NOT NULL,
    -- How far the present pass is; moved in the transaction of each batch.
    rows_done        bigint NOT NULL DEFAULT 0,
    line             bigint NOT NULL DEFAULT 0,
    counts           jsonb NOT NULL DEFAULT '{}',
    failure          text,
    failure_line     bigint,
    -- The process that works on it; a lease that ran out is taken over.
    owner            uuid,
    lease_until      timestamptz,
    -- Claims since the last batch that was written.
    attempts         integer NOT NULL DEFAULT 0,
    created_at       timestamptz NOT NULL,
    pass_started_at  timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL,
    ended_at         timestamptz
);
CREATE INDEX reader_import_newest ON reader_import (created_at DESC, id DESC);
CREATE INDEX reader_import_work ON reader_import (created_at) WHERE state IN ('checking', 'importing');

-- The file, sealed piece by piece; deleted when the import ends.
CREATE TABLE import_chunk (
    import  uuid NOT NULL REFERENCES reader_import ON DELETE CASCADE,
    ordinal integer NOT NULL,
    sealed  bytea NOT NULL,
    PRIMARY KEY (import, ordinal)
);
-- Sealed bytes do not compress.
ALTER TABLE import_chunk ALTER COLUMN sealed SET STORAGE EXTERNAL;

-- Rows that were not taken: by line, field and rule, never by address.
CREATE TABLE import_fault (
    import uuid NOT NULL REFERENCES reader_import ON DELETE CASCADE,
    line   bigint NOT NULL,
    field  text NOT NULL,
    rule   text NOT NULL,
    PRIMARY KEY (import, line, field)
);

-- Who took readers out, when, how many; the file itself is not kept.
CREATE TABLE reader_export (
    id      uuid PRIMARY KEY,
    at      timestamptz NOT NULL,
    who     text NOT NULL,
    filters jsonb NOT NULL,
    -- NULL while it is being written, or if it was cut off.
    readers bigint
);
CREATE INDEX reader_export_newest ON reader_export (at DESC, id DESC);
