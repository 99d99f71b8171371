-- +goose Up
create table programs (
    program_id text    primary key, -- random, anew at each start; no name or address of a host
    beat       integer not null    -- grows while the program runs, so that nobody has to compare clocks
);
create table current_versions (
    quiz       text    primary key,
    hash       text    not null
);

-- +goose Down
drop table current_versions;
drop table programs;
