-- Who acts and how far that reaches. Roles are looked up here, never passed in; each is called as (SELECT fw.x()),
-- once per statement. A person of a foreigners' office, an inactive one and one without a current membership is nobody.
SET LOCAL check_function_bodies = off;

CREATE OR REPLACE FUNCTION fw.uid() RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT u.id FROM public.accounts_user u
    WHERE u.id = current_setting('app.user_id')::uuid AND u.is_active
      AND EXISTS (SELECT 1 FROM public.accounts_membership m
                  WHERE m.user_id = u.id AND now() >= m.valid_from AND (m.valid_until IS NULL OR now() < m.valid_until))
      AND NOT EXISTS (SELECT 1 FROM public.accounts_membership m JOIN public.accounts_unit n ON n.id = m.unit_id
                      WHERE m.user_id = u.id AND n.kind = 'foreigners_office'
                        AND (m.valid_until IS NULL OR now() < m.valid_until))
$$;

CREATE OR REPLACE FUNCTION fw.memberships() RETURNS TABLE (unit_id uuid, controller_id uuid, role text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT m.unit_id, n.controller_id, m.role FROM public.accounts_membership m
    JOIN public.accounts_unit n ON n.id = m.unit_id
    WHERE m.user_id = fw.uid() AND now() >= m.valid_from AND (m.valid_until IS NULL OR now() < m.valid_until)
$$;

CREATE OR REPLACE FUNCTION fw.home_units() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT coalesce(array_agg(DISTINCT n.id), '{}') FROM public.accounts_unit n
    WHERE n.controller_id IN (SELECT m.controller_id FROM fw.memberships() m
                              JOIN public.accounts_role r ON r.name = m.role WHERE r.opens_files)
$$;

CREATE OR REPLACE FUNCTION fw.units() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT coalesce(array_agg(DISTINCT m.unit_id), '{}') FROM fw.memberships() m
    JOIN public.accounts_role r ON r.name = m.role WHERE r.file_reach IN ('unit', 'all_below_2')
$$;

CREATE OR REPLACE FUNCTION fw.units_overseen() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT coalesce(array_agg(DISTINCT n.id), '{}') FROM public.accounts_unit n
    WHERE n.controller_id IN (SELECT m.controller_id FROM fw.memberships() m
                              JOIN public.accounts_role r ON r.name = m.role WHERE r.file_reach = 'all_below_2')
$$;

-- The teams in whose round somebody sits: those they work on cases in, and those whose files they oversee.
CREATE OR REPLACE FUNCTION fw.units_of_round() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT fw.units_overseen() || coalesce(array_agg(DISTINCT m.unit_id), '{}') FROM fw.memberships() m
    JOIN public.accounts_role r ON r.name = m.role WHERE r.file_reach = 'unit' AND r.opens_files
$$;

CREATE OR REPLACE FUNCTION fw.units_for_contact_data() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT coalesce(array_agg(DISTINCT m.unit_id), '{}') FROM fw.memberships() m
    JOIN public.accounts_role r ON r.name = m.role WHERE r.contact_data_reach = 'unit'
$$;

CREATE OR REPLACE FUNCTION fw.organisations() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT coalesce(array_agg(DISTINCT m.controller_id), '{}') FROM fw.memberships() m WHERE m.role = 'provider'
$$;


-- Whose accesses the data protection officer reads: people of the same controller, also those who have left.
CREATE OR REPLACE FUNCTION fw.people_in_log() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT coalesce(array_agg(DISTINCT m.user_id), '{}') FROM public.accounts_membership m
    JOIN public.accounts_unit n ON n.id = m.unit_id
    WHERE n.controller_id IN (SELECT r.controller_id FROM fw.memberships() r
                              JOIN public.accounts_role o ON o.name = r.role WHERE o.reads_log)
$$;

CREATE OR REPLACE FUNCTION fw.granted() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT coalesce(array_agg(g.case_id), '{}') FROM public.cases_grant g JOIN public.cases_case c ON c.id = g.case_id
    WHERE g.user_id = fw.uid() AND now() >= g.valid_from AND now() < g.valid_until
      AND (c.level < 2 OR g.kind <> 'substitute')
$$;

-- Files whoever asks is kept out of, because they know somebody there in private.
CREATE OR REPLACE FUNCTION fw.recused_from() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT coalesce(array_agg(r.case_id), '{}') FROM public.cases_recusal r
    WHERE r.user_id = fw.uid() AND r.ended_on IS NULL
$$;

-- Messages delivered to whoever asks.
CREATE OR REPLACE FUNCTION fw.my_messages() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT coalesce(array_agg(d.message_id), '{}') FROM public.calls_delivery d WHERE d.user_id = fw.uid()
$$;

-- A file opened in this very transaction by this very person: its first rows may be written even where the file
-- itself is out of the writer's sight (a level-2 enquiry taken by somebody who is not named on it).
CREATE OR REPLACE FUNCTION fw.just_opened(asked uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM public.cases_case c
                   WHERE c.id = asked AND c.opened_by_id = fw.uid() AND c.recorded_at = transaction_timestamp())
$$;
