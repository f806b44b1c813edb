-- Facts are appended and never edited. Each acknowledged write is one batch.
CREATE TABLE batch (
    seq BIGINT NOT NULL PRIMARY KEY,
    recorded_at TEXT NOT NULL,
    what TEXT NOT NULL
);

-- Bytes as they were read, packed with zstd; the id is the SHA-256 of the bytes.
CREATE TABLE evidence (
    id BYTEA NOT NULL PRIMARY KEY,
    n_bytes BIGINT NOT NULL,
    packed BYTEA NOT NULL
);

-- Where the same bytes were met.
CREATE TABLE evidence_origin (
    evidence BYTEA NOT NULL,
    origin TEXT NOT NULL,
    PRIMARY KEY (evidence, origin)
);

CREATE TABLE observation (
    id BYTEA NOT NULL PRIMARY KEY,
    batch BIGINT NOT NULL,
    observed_on TEXT NOT NULL,
    date_precision TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    kind TEXT NOT NULL,
    price_micros BIGINT NOT NULL,
    currency TEXT NOT NULL,
    price_per TEXT NOT NULL,
    lot_count BIGINT NOT NULL,
    lot_per TEXT NOT NULL,
    statistic TEXT NOT NULL,
    n_behind BIGINT NOT NULL,
    condition TEXT NOT NULL,
    channel TEXT NOT NULL,
    citation TEXT NOT NULL,
    publisher TEXT NOT NULL,
    provenance TEXT NOT NULL
);

-- An observation that no longer counts, from this batch on; `by_id` takes its place.
CREATE TABLE superseded (
    observation BYTEA NOT NULL,
    by_id BYTEA,
    batch BIGINT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (observation, batch)
);

-- One unit of `from_currency` costs `nanos` / 10^9 units of `to_currency`.
CREATE TABLE exchange_rate (
    from_currency TEXT NOT NULL,
    to_currency TEXT NOT NULL,
    held_on TEXT NOT NULL,
    source TEXT NOT NULL,
    nanos BIGINT NOT NULL,
    batch BIGINT NOT NULL,
    PRIMARY KEY (from_currency, to_currency, held_on, source, nanos)
);

CREATE TABLE policy (
    fingerprint TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    body TEXT NOT NULL
);

-- One dated reading of a fleet; `fleet` is empty when only a run needs it.
CREATE TABLE collection (
    seq BIGINT NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    batch BIGINT NOT NULL,
    fleet TEXT NOT NULL,
    read_on TEXT NOT NULL,
    inventory BYTEA NOT NULL,
    n_assets BIGINT NOT NULL,
    n_components BIGINT NOT NULL,
    n_unread BIGINT NOT NULL,
    n_problems BIGINT NOT NULL,
    head BYTEA NOT NULL
);

-- An asset's content as read, kept once however often it is read alike.
CREATE TABLE content (
    seq BIGINT NOT NULL PRIMARY KEY,
    hash BYTEA NOT NULL UNIQUE,
    body BYTEA NOT NULL
);

CREATE TABLE asset (
    collection BIGINT NOT NULL,
    position BIGINT NOT NULL,
    identity TEXT,
    content BIGINT NOT NULL,
    PRIMARY KEY (collection, position)
);
CREATE INDEX asset_identity ON asset (identity) WHERE identity IS NOT NULL;
CREATE INDEX asset_content ON asset (content);

-- Components that say who they are; derived from `content`, rebuilt by `store verify --rebuild`.
CREATE TABLE component (
    content BIGINT NOT NULL,
    position BIGINT NOT NULL,
    kind TEXT NOT NULL,
    slot TEXT,
    part_number TEXT,
    serial TEXT,
    identity TEXT NOT NULL,
    PRIMARY KEY (content, position)
);
CREATE INDEX component_identity ON component (identity);

-- A run, what it needs to be run again, and its result.
CREATE TABLE run (
    seq BIGINT NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    batch BIGINT NOT NULL,
    collection BIGINT NOT NULL,
    as_of TEXT NOT NULL,
    known_by TEXT NOT NULL,
    seen_batch BIGINT NOT NULL,
    line_by TEXT NOT NULL,
    snapshot TEXT NOT NULL,
    fleet TEXT NOT NULL,
    policy TEXT NOT NULL,
    catalog TEXT NOT NULL,
    engine TEXT NOT NULL,
    seed TEXT NOT NULL,
    n_draws BIGINT NOT NULL,
    currency TEXT NOT NULL,
    total TEXT NOT NULL,
    result BYTEA NOT NULL
);
