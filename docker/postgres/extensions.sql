-- Run once, when the database is made: dirty pages are counted with it, and estimated without.
create extension if not exists pg_buffercache;
