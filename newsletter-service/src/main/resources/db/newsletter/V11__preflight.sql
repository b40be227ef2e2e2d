-- Editions that wait for the checks before sending are looked for every second.
CREATE INDEX edition_starting ON edition (starts_at, id) WHERE control = 'starting';
