-- The collector's database as schema 3 was, with a row of each table (collector/database/store.cpp). It stays as it is.
CREATE TABLE plan (id INTEGER PRIMARY KEY, content BLOB NOT NULL) STRICT;
CREATE TABLE node (
    area TEXT NOT NULL, node TEXT NOT NULL, bd_seq INTEGER NOT NULL, plan INTEGER, info BLOB NOT NULL,
    interval_ms INTEGER NOT NULL, last_heard_ms INTEGER NOT NULL, down INTEGER NOT NULL,
    PRIMARY KEY (area, node)) STRICT, WITHOUT ROWID;
CREATE INDEX node_by_plan ON node (plan);
CREATE TABLE ledger (
    area TEXT NOT NULL, node TEXT NOT NULL, ledger BLOB NOT NULL,
    PRIMARY KEY (area, node)) STRICT, WITHOUT ROWID;
PRAGMA application_id = 0x4d616770;
CREATE TABLE orders (number INTEGER PRIMARY KEY, bytes BLOB NOT NULL, taken_ms INTEGER NOT NULL, by TEXT NOT NULL) STRICT;
CREATE TABLE audit (
    id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, detail TEXT NOT NULL) STRICT;
CREATE TABLE block (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
PRAGMA user_version = 3;
INSERT INTO plan VALUES (17, x'636f6e74656e74');
INSERT INTO node VALUES ('mapo', 'pole-1', 7, 17, x'696e666f', 10000, 5, 0), ('mapo', 'plc', 0, NULL, x'', 10000, 3, 1);
INSERT INTO ledger VALUES ('mapo', 'pole-1', x'6c6564676572');
INSERT INTO orders VALUES (4, x'6f72646572', 1767225600000, 'kim');
INSERT INTO audit VALUES (1, 1767225600000, 'kim', 'hands in an order', '4');
INSERT INTO block VALUES (9, x'626c6f636b');
