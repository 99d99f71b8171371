-- +goose Up
alter table participants add column revision bigint not null default 0; -- grows with every change of settings
alter table tokens add column kind text not null default ''; -- session, link, words; '' for those made before kinds were kept
alter table tokens add column made_at bigint not null default 0;
alter table tokens add column seen_at bigint not null default 0; -- the last visit with it, exact to a day
alter table tokens add column ends_at bigint not null default 0; -- 0 is never by itself
alter table tokens add column replaces bytea; -- the secret that ends when this one is seen
create index tokens_ends_at on tokens (ends_at) where ends_at > 0;

-- +goose Down
drop index tokens_ends_at;
alter table tokens drop column replaces;
alter table tokens drop column ends_at;
alter table tokens drop column seen_at;
alter table tokens drop column made_at;
alter table tokens drop column kind;
alter table participants drop column revision;
