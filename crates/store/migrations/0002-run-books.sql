-- Price files that a run counted beside the built-in book and the store, in their order.
CREATE TABLE run_book (
    run TEXT NOT NULL,
    position BIGINT NOT NULL,
    name TEXT NOT NULL,
    evidence BYTEA NOT NULL,
    PRIMARY KEY (run, position)
);
