-- +goose Up
create table versions (
    quiz       text  not null,
    hash       text  not null,
    files      text  not null,
    primary key (quiz, hash)
);
create table participants (
    participant_id text   primary key,
    created_at     integer not null, -- microseconds since 1970, UTC, as all times
    seen_at        integer not null,
    settings       text   not null
);
create index participants_seen_at on participants (seen_at);
create table tokens (
    secret_hash    blob   primary key,
    participant_id text   not null
);
create index tokens_participant_id on tokens (participant_id);
create table attempts (
    participant_id text   not null references participants (participant_id) on delete cascade,
    attempt_id     text   not null,
    quiz           text   not null,
    version        text   not null,
    set_id         text   not null,
    state          text   not null check (state in ('open', 'finished')),
    revision       integer not null,
    body           text   not null, -- answers, when each changed, operations
    started_at     integer not null,
    touched_at     integer not null,
    primary key (participant_id, attempt_id)
);
create unique index attempts_open on attempts (participant_id, quiz, set_id) where state = 'open';
create table results (
    participant_id text   not null references participants (participant_id) on delete cascade,
    result_id      text   not null,
    quiz           text   not null,
    version        text   not null,
    set_id         text   not null,
    ruler          text   not null,
    body           text   not null, -- answers, scores, what fired, what was next and why
    engine         text   not null,
    at             integer not null,
    primary key (participant_id, result_id)
);
create table events (
    participant_id text   not null references participants (participant_id) on delete cascade,
    event_id       text   not null,
    quiz           text   not null,
    step           text   not null,
    kind           text   not null,
    task           text   not null,
    at             integer not null,
    primary key (participant_id, event_id)
);

-- +goose Down
drop table events;
drop table results;
drop table attempts;
drop table tokens;
drop table participants;
drop table versions;
