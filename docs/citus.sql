-- Skepsis on Citus, sharded by project: docs/citus.md says what for, and what the application needs besides.
--
--     psql -X -d skepsis -f docs/citus.sql
--
-- Run it once, as the owner of the tables (with Citus: a superuser), after `migrate` and `createcachetable` of the
-- version that is to run, while the application is stopped, and after a `backup`. All of it is one transaction: it is
-- done whole or not at all, and a second run is refused. Without the extension `citus` in the database only the keys
-- are widened (parts 1, 2 and 4), which any PostgreSQL 15 takes: so the script can be tried, and so it was.
-- With it, the coordinator must know itself and its workers already:
--
--     SELECT citus_set_coordinator_host('coordinator.example', 5432);
--     SELECT citus_add_node('worker-1.example', 5432);
--
-- and every node needs max_prepared_transactions > 0. Part 3 is written for Citus 11.3 or newer, and has not been run.

\set ON_ERROR_STOP on
\set QUIET on
\pset pager off
\pset footer off

BEGIN;
SET LOCAL client_min_messages = warning;
SET LOCAL search_path = public;

SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') AS citus \gset


---------------------------------------------------------------------------------------------------------------------
-- Part 1. Which table goes where
--
-- sharded: every row is of one project and says which. Rows of one project lie on one node, whatever the table, so that
--    foreign keys, joins and transactions within a project stay on that node. In the order in which they point at each
--    other.
-- reference: small, read with every project, a copy on each node. The project itself is one: its slug is unique over
--    all projects, which a table sharded by project could not promise. Accounts are one because memberships point at
--    them, and a sharded table may point only at its own kind and at reference tables. Every sign-in writes
--    `last_login` on all nodes; that is a few writes per person and day.
-- local: stays on the coordinator. Nothing sharded points at these, and none of them points at anything sharded. Those
--    that point at accounts do so from the coordinator's own copy.

CREATE TEMP TABLE placement (place text, name text PRIMARY KEY, number int GENERATED ALWAYS AS IDENTITY) ON COMMIT DROP;
INSERT INTO placement (place, name) VALUES
    ('reference', 'projects_project'),
    ('reference', 'accounts_user'),
    ('sharded', 'projects_membership'),
    ('sharded', 'projects_label'),
    ('sharded', 'projects_codebook'),
    ('sharded', 'projects_practicearticle'),
    ('sharded', 'projects_practicerun'),
    ('sharded', 'projects_invitation'),
    ('sharded', 'projects_auditevent'),
    ('sharded', 'projects_job'),
    ('sharded', 'projects_jobproblem'), -- its project is added below
    ('sharded', 'projects_labeldistance'),
    ('sharded', 'projects_codebookexample'),
    ('sharded', 'projects_projectfacts'),
    ('sharded', 'corpus_article'),
    ('sharded', 'corpus_sentence'),
    ('sharded', 'corpus_splitedit'),
    ('sharded', 'labelling_assignment'),
    ('sharded', 'labelling_annotation'),
    ('sharded', 'labelling_sighting'),
    ('sharded', 'agreement_adjudication'),
    ('sharded', 'agreement_keptresult'),
    ('sharded', 'export_release'),
    ('sharded', 'export_releasepreview'),
    ('sharded', 'export_erratum'), -- so is its project
    ('local', 'accounts_apitoken'),
    ('local', 'accounts_user_groups'),
    ('local', 'accounts_user_user_permissions'),
    ('local', 'account_emailaddress'),
    ('local', 'account_emailconfirmation'),
    ('local', 'auth_group'),
    ('local', 'auth_group_permissions'),
    ('local', 'auth_permission'),
    ('local', 'cache'),
    ('local', 'django_admin_log'),
    ('local', 'django_content_type'),
    ('local', 'django_migrations'),
    ('local', 'django_session'),
    ('local', 'django_tasks_database_dbtaskresult'), -- a task names its job in its arguments, by no foreign key
    ('local', 'mfa_authenticator'),
    ('local', 'socialaccount_socialaccount'),
    ('local', 'socialaccount_socialapp'),
    ('local', 'socialaccount_socialtoken');

-- A migration that this script does not know of stops it here: decide where its tables go, and extend the list.
DO $$
DECLARE
    found text;
BEGIN
    IF EXISTS (
        SELECT FROM pg_attribute
        WHERE attrelid = 'projects_jobproblem'::regclass AND attname = 'project_id' AND NOT attisdropped
    ) THEN
        RAISE EXCEPTION 'projects_jobproblem has a project_id: this script was run before, or is older than the schema';
    END IF;
    SELECT string_agg(relname, ', ' ORDER BY relname) INTO found
    FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
      AND relname NOT IN (SELECT name FROM placement)
      AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e');
    IF found IS NOT NULL THEN
        RAISE EXCEPTION 'this script has no place for: %', found;
    END IF;
    SELECT string_agg(name, ', ' ORDER BY name) INTO found FROM placement WHERE to_regclass(name) IS NULL;
    IF found IS NOT NULL THEN
        RAISE EXCEPTION 'these tables are missing (migrate, createcachetable): %', found;
    END IF;
    SELECT string_agg(name, ', ' ORDER BY name) INTO found
    FROM placement
    WHERE name NOT IN ('projects_jobproblem', 'export_erratum')
      AND (place = 'sharded') <> EXISTS (
          SELECT FROM pg_attribute
          WHERE attrelid = name::regclass AND attname = 'project_id' AND attnotnull AND NOT attisdropped
      );
    IF found IS NOT NULL THEN
        RAISE EXCEPTION 'sharded without a required project_id, or the other way round: %', found;
    END IF;
END $$;

-- What went wrong in a job is found through the job alone: it gets the project of its own that it has to be sharded by.
ALTER TABLE projects_jobproblem ADD COLUMN project_id bigint;
UPDATE projects_jobproblem problem SET project_id = job.project_id FROM projects_job job WHERE job.id = problem.job_id;
ALTER TABLE projects_jobproblem ALTER COLUMN project_id SET NOT NULL;

-- So is a correction of a release, which no UPDATE may change afterwards.
ALTER TABLE export_erratum ADD COLUMN project_id bigint;
ALTER TABLE export_erratum DISABLE TRIGGER erratum_is_immutable;
UPDATE export_erratum erratum SET project_id = release.project_id
FROM export_release release WHERE release.id = erratum.release_id;
ALTER TABLE export_erratum ENABLE TRIGGER erratum_is_immutable;
ALTER TABLE export_erratum ALTER COLUMN project_id SET NOT NULL;

-- The models do not know the columns yet. Until they do, this fills them in on one plain PostgreSQL. Citus wants the
-- column in the INSERT itself, before any trigger: there, the models have to have it (docs/citus.md).
\if :citus
\else
CREATE FUNCTION projects_jobproblem_in_its_project() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.project_id := coalesce(NEW.project_id, (SELECT project_id FROM projects_job WHERE id = NEW.job_id));
    RETURN NEW;
END $$;
CREATE TRIGGER job_problem_in_its_project BEFORE INSERT ON projects_jobproblem
    FOR EACH ROW EXECUTE FUNCTION projects_jobproblem_in_its_project();
CREATE FUNCTION export_erratum_in_its_project() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.project_id := coalesce(NEW.project_id, (SELECT project_id FROM export_release WHERE id = NEW.release_id));
    RETURN NEW;
END $$;
CREATE TRIGGER erratum_in_its_project BEFORE INSERT ON export_erratum
    FOR EACH ROW EXECUTE FUNCTION export_erratum_in_its_project();
\endif


---------------------------------------------------------------------------------------------------------------------
-- Part 2. Keys that carry the project
--
-- A node sees the rows of its own projects only, so that it can promise a key to be unique, or to be there, only where
-- the key says the project. Most of Skepsis' keys do from the first migration on: all unique constraints, and the
-- foreign keys of sentences, split edits, assignments, annotations and adjudications. What is left: every primary key,
-- and the foreign keys that Django made.

-- Every foreign key from a sharded table goes for now, and comes back in part 4: those that pointed at (id) alone stand
-- in the way of the new primary keys, and Citus distributes tables more readily that nothing points at.
CREATE TEMP TABLE foreign_key ON COMMIT DROP AS
SELECT key.conrelid::regclass AS owner,
       key.confrelid::regclass AS target,
       key.conname AS name,
       pg_get_constraintdef(key.oid) AS definition,
       target.place AS target_place,
       (SELECT array_agg(attname ORDER BY position)
        FROM unnest(key.conkey) WITH ORDINALITY AS part (number, position)
        JOIN pg_attribute ON attrelid = key.conrelid AND attnum = number) AS columns,
       key.condeferrable AS is_deferred
FROM pg_constraint key
JOIN placement owner ON owner.name::regclass = key.conrelid AND owner.place = 'sharded'
JOIN placement target ON target.name::regclass = key.confrelid
WHERE key.contype = 'f';

DO $$
DECLARE
    found text;
BEGIN
    SELECT string_agg(format('%s of %s', name, owner), ', ') INTO found
    FROM foreign_key
    WHERE target_place = 'local'
       OR target_place = 'sharded' AND NOT 'project_id' = ANY (columns) AND array_length(columns, 1) > 1
       OR definition ~ 'ON (DELETE|UPDATE)'; -- Django's own are without: it deletes and sets NULL itself
    IF found IS NOT NULL THEN
        RAISE EXCEPTION 'this script can not widen: %', found;
    END IF;
END $$;

SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', owner, name) FROM foreign_key ORDER BY owner::text, name \gexec

-- The primary key says the project, last: an index that begins with `id` still serves whoever asks by id alone, as
-- Django does. Where (project_id, id) was wanted first there is such a unique constraint beside it already.
-- `id` stays what the application knows a row by. It is drawn from one sequence per table, and unique over all projects,
-- because nobody writes one by hand; no constraint says so any more.
SELECT format(
    'ALTER TABLE %s DROP CONSTRAINT %I, ADD CONSTRAINT %2$I PRIMARY KEY (id, project_id)', key.conrelid::regclass, key.conname
)
FROM pg_constraint key JOIN placement ON name::regclass = key.conrelid AND place = 'sharded'
WHERE key.contype = 'p'
ORDER BY number \gexec

-- A unique constraint that lacks the project, as that of an example's position in its codebook, gets it last.
SELECT format(
    'ALTER TABLE %s DROP CONSTRAINT %I, ADD CONSTRAINT %2$I %s',
    key.conrelid::regclass, key.conname, regexp_replace(pg_get_constraintdef(key.oid), '\)', ', project_id)')
)
FROM pg_constraint key JOIN placement ON name::regclass = key.conrelid AND place = 'sharded'
WHERE key.contype = 'u' AND NOT EXISTS (
    SELECT FROM pg_attribute WHERE attrelid = key.conrelid AND attname = 'project_id' AND attnum = ANY (key.conkey)
)
ORDER BY number \gexec

-- Left as they are:
-- * Other unique constraints, and unique indexes: the check at the end finds the project in each. One is deferred (a sentence's
--   position, so that a split can be renumbered in one statement), within one article and so on one node.
-- * Check constraints, generated columns, partial indexes: they look at one row.
-- * The triggers that keep releases and the audit trail from being changed: they look at one row, too. See part 3.
-- * Identity columns: a sharded table may have them, of type bigint, as all of these are.


---------------------------------------------------------------------------------------------------------------------
-- Part 3. Spread the tables (with Citus only; not run so far)

\if :citus

DO $$
BEGIN
    -- Without itself in the list the coordinator has no copy of the reference tables, which the local tables point at.
    IF NOT EXISTS (SELECT FROM pg_dist_node WHERE groupid = 0) THEN
        RAISE EXCEPTION 'tell the coordinator its own address first: citus_set_coordinator_host';
    END IF;
END $$;

-- Reference tables are written and sharded tables pointed at them in one transaction, which Citus allows one connection
-- per node for.
SET LOCAL citus.multi_shard_modify_mode = 'sequential';

-- Citus calls a trigger on a sharded table unsafe because it could reach for another node's rows. Those of releases and
-- of the audit trail read nothing but OLD and NEW, and fire on the node that holds the row. The setting is wanted again
-- by every session that changes these tables' definition, such as that of `migrate`.
SELECT current_database() AS database \gset
ALTER DATABASE :"database" SET citus.enable_unsafe_triggers = on;
SET LOCAL citus.enable_unsafe_triggers = on;

SELECT create_reference_table('projects_project');
SELECT create_reference_table('accounts_user');

-- The first one decides how many shards there are (citus.shard_count, 32 unless set) and the others lie with it.
SELECT create_distributed_table('projects_membership', 'project_id', colocate_with => 'none');
SELECT create_distributed_table('projects_label', 'project_id', colocate_with => 'projects_membership');
SELECT create_distributed_table('projects_codebook', 'project_id', colocate_with => 'projects_membership');
SELECT create_distributed_table('projects_practicearticle', 'project_id', colocate_with => 'projects_membership');
SELECT create_distributed_table('projects_practicerun', 'project_id', colocate_with => 'projects_membership');
SELECT create_distributed_table('projects_invitation', 'project_id', colocate_with => 'projects_membership');
SELECT create_distributed_table('projects_auditevent', 'project_id', colocate_with => 'projects_membership');
SELECT create_distributed_table('projects_job', 'project_id', colocate_with => 'projects_membership');
SELECT create_distributed_table('projects_jobproblem', 'project_id', colocate_with => 'projects_membership');
SELECT create_distributed_table('corpus_article', 'project_id', colocate_with => 'projects_membership');
SELECT create_distributed_table('corpus_sentence', 'project_id', colocate_with => 'projects_membership');
SELECT create_distributed_table('corpus_splitedit', 'project_id', colocate_with => 'projects_membership');
SELECT create_distributed_table('labelling_assignment', 'project_id', colocate_with => 'projects_membership');
SELECT create_distributed_table('labelling_annotation', 'project_id', colocate_with => 'projects_membership');
SELECT create_distributed_table('labelling_sighting', 'project_id', colocate_with => 'projects_membership');
SELECT create_distributed_table('agreement_adjudication', 'project_id', colocate_with => 'projects_membership');
SELECT create_distributed_table('export_release', 'project_id', colocate_with => 'projects_membership');
SELECT create_distributed_table('projects_labeldistance', 'project_id', colocate_with => 'projects_membership');
SELECT create_distributed_table('projects_codebookexample', 'project_id', colocate_with => 'projects_membership');
SELECT create_distributed_table('projects_projectfacts', 'project_id', colocate_with => 'projects_membership');
SELECT create_distributed_table('agreement_keptresult', 'project_id', colocate_with => 'projects_membership');
SELECT create_distributed_table('export_releasepreview', 'project_id', colocate_with => 'projects_membership');
SELECT create_distributed_table('export_erratum', 'project_id', colocate_with => 'projects_membership');

\endif


---------------------------------------------------------------------------------------------------------------------
-- Part 4. Foreign keys, from project to project
--
-- Those that say the project already, and those at reference tables, come back as they were. The others, which Django
-- made of one column, get the project on both sides: split edits, jobs, releases and invitations and who made them, an
-- audit event and its actor, a practice run with its member and article, a sighting and its article and reviewer, an
-- adjudication and the one it undoes, a job's problems and the job, a release and its corrections. Where the column is NULL nothing is checked, as before.
-- They stay deferred where they were, to the end of the transaction: on Citus the node that holds the row checks then.

SELECT format('ALTER TABLE %s ADD CONSTRAINT %I %s', owner, name, definition)
FROM foreign_key
WHERE target_place = 'reference' OR 'project_id' = ANY (columns)
ORDER BY owner::text, name \gexec

SELECT format(
    'ALTER TABLE %s ADD CONSTRAINT %I FOREIGN KEY (project_id, %I) REFERENCES %s (project_id, id)%s',
    owner, name, columns[1], target, CASE WHEN is_deferred THEN ' DEFERRABLE INITIALLY DEFERRED' END
)
FROM foreign_key
WHERE target_place = 'sharded' AND NOT 'project_id' = ANY (columns)
ORDER BY owner::text, name \gexec


---------------------------------------------------------------------------------------------------------------------
-- The check: every primary key, unique constraint or index and foreign key of a sharded table says the project, but for
-- foreign keys at reference tables.

DO $$
DECLARE
    found text;
BEGIN
    SELECT string_agg(line, ', ') INTO found
    FROM (
        SELECT format('%s of %s', indexrelid::regclass, indrelid::regclass)
        FROM pg_index JOIN placement ON name::regclass = indrelid AND place = 'sharded'
        WHERE indisunique AND NOT EXISTS (
            SELECT FROM pg_attribute WHERE attrelid = indrelid AND attname = 'project_id' AND attnum = ANY (indkey)
        )
        UNION ALL
        SELECT format('%s of %s', conname, conrelid::regclass)
        FROM pg_constraint
        JOIN placement owner ON owner.name::regclass = conrelid AND owner.place = 'sharded'
        JOIN placement target ON target.name::regclass = confrelid
        WHERE contype = 'f' AND target.place <> 'reference' AND NOT EXISTS (
            -- on both sides, and at the same place
            SELECT FROM unnest(conkey, confkey) AS part (own, theirs)
            JOIN pg_attribute mine ON mine.attrelid = conrelid AND mine.attnum = own
            JOIN pg_attribute other ON other.attrelid = confrelid AND other.attnum = theirs
            WHERE mine.attname = 'project_id' AND other.attname = 'project_id'
        )
    ) AS unfit (line);
    IF found IS NOT NULL THEN
        RAISE EXCEPTION 'without the project: %', found;
    END IF;
END $$;

SELECT placement.name AS sharded,
       count(*) FILTER (WHERE contype = 'p') AS primary_keys,
       count(*) FILTER (WHERE contype = 'u') AS unique_constraints,
       count(*) FILTER (WHERE contype = 'f') AS foreign_keys
FROM placement JOIN pg_constraint ON conrelid = placement.name::regclass
WHERE place = 'sharded'
GROUP BY number, placement.name
ORDER BY number;

COMMIT;


---------------------------------------------------------------------------------------------------------------------
-- Part 5. After the commit (with Citus only; not run so far)
--
-- Distributing copies the rows to the shards and leaves the originals, unseen, in the coordinator's tables. They go
-- last, when the counts have been compared: nothing is lost by stopping here, but room.

\if :citus

SELECT table_name, citus_table_type, distribution_column, colocation_id, shard_count FROM citus_tables ORDER BY 1;

\echo 'When the application has been seen to work, run for each sharded table, the last of the list above first:'
\echo '    SELECT truncate_local_data_after_distributing_table($$export_release$$);'

\endif
