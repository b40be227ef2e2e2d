-- What an editor adds to an edition before it is sent. By cadence and period and not by the edition's id, since an edition
-- has no row before its first reader is due.

CREATE TABLE edition_note (
    cadence    text NOT NULL CHECK (cadence IN ('daily', 'weekly', 'monthly')),
    period     text NOT NULL,
    -- The mail's language; an edition without a note in it goes without one.
    language   text NOT NULL,
    -- Plain text, paragraphs by line ends.
    text       text NOT NULL CHECK (text <> ''),
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (cadence, period, language)
);

-- The article that comes first in every digest of the edition that holds it anyway.
CREATE TABLE edition_pin (
    cadence    text NOT NULL CHECK (cadence IN ('daily', 'weekly', 'monthly')),
    period     text NOT NULL,
    article    uuid NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (cadence, period)
);
