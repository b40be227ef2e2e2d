-- The public archive: editions of dates, newest first, and what arrived in the window of each.

CREATE INDEX edition_archive ON edition (starts_at DESC, cadence DESC) WHERE cadence <> 'immediate';
CREATE INDEX story_archive ON story (language, numbered_at) WHERE number IS NOT NULL AND withdrawn_at IS NULL;
CREATE INDEX correction_archive ON correction (language, numbered_at);
