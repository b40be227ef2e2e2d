-- What the application role may do with all that the owner will create; run once by a superuser, in the service's database.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO ${service}_migrator;
GRANT USAGE ON SCHEMA public TO ${service}_app;
ALTER DEFAULT PRIVILEGES FOR ROLE ${service}_migrator IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${service}_app;
ALTER DEFAULT PRIVILEGES FOR ROLE ${service}_migrator IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO ${service}_app;
