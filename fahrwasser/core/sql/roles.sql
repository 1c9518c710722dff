-- The five roles. Made by the first migration where the owner may create roles; a data centre may make them itself.
DO $$
DECLARE
    wanted record;
BEGIN
    FOR wanted IN SELECT * FROM (VALUES ('fw_app', 'LOGIN'), ('fw_worker', 'LOGIN'), ('fw_stats', 'NOLOGIN'),
                                        ('fw_eraser', 'LOGIN')) AS roles (name, login)
    LOOP
        BEGIN
            IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = wanted.name) THEN
                EXECUTE format('CREATE ROLE %I %s NOINHERIT', wanted.name, wanted.login);
            END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;  -- another database of the cluster was faster
        END;
    END LOOP;
    IF NOT pg_has_role('fw_worker', 'fw_app', 'MEMBER') THEN
        GRANT fw_app TO fw_worker WITH INHERIT FALSE, SET TRUE;
    END IF;
    IF NOT pg_has_role('fw_app', 'fw_stats', 'MEMBER') THEN
        GRANT fw_stats TO fw_app WITH INHERIT FALSE, SET TRUE;
    END IF;
    IF NOT pg_has_role(current_user, 'fw_stats', 'SET') THEN  -- the owner loads the demo, totals included
        EXECUTE format('GRANT fw_stats TO %I WITH INHERIT FALSE, SET TRUE', current_user);
    END IF;
END $$;

CREATE SCHEMA IF NOT EXISTS fw;
CREATE SCHEMA IF NOT EXISTS stats;
GRANT USAGE ON SCHEMA fw, public TO fw_app, fw_worker, fw_eraser;
GRANT USAGE ON SCHEMA stats TO fw_stats;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO fw_app, fw_worker;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, UPDATE, DELETE ON TABLES TO fw_eraser;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO fw_app, fw_worker;
ALTER DEFAULT PRIVILEGES IN SCHEMA stats GRANT SELECT ON TABLES TO fw_stats;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO fw_app, fw_worker;
ALTER DEFAULT PRIVILEGES IN SCHEMA fw GRANT EXECUTE ON FUNCTIONS TO fw_app;
