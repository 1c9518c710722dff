-- What the worker needs to hold open needs against the directory, and nothing that says whose they are by name.

-- What a file says of its people, as criteria compare with: birth, sex, district, languages and literacy of the client; the children of the
-- household, when all their birth dates are known to the day; when the person last said to fear nobody; and the newest
-- facts about the client. As whoever asks may read it. The facts named as closed are left out, and where any are, the
-- risk questions too.
CREATE OR REPLACE FUNCTION fw.file_to_match(the_case uuid, today date, closed text[] DEFAULT '{}') RETURNS jsonb
LANGUAGE sql STABLE SECURITY INVOKER SET search_path = pg_catalog, public AS $$
    SELECT jsonb_build_object(
        'opened_on', c.opened_on, 'birth_date', p.birth, 'gender', p.gender, 'district', p.district,
        'languages', p.languages, 'literacy', p.literacy, 'children', h.children, 'unafraid_on', r.unafraid_on, 'facts', f.facts)
    FROM public.cases_case c
    LEFT JOIN LATERAL (
        SELECT CASE WHEN k.birth_precision = 'day' THEN k.birth_date END AS birth, k.gender, k.district,
               k.languages, k.literacy
        FROM public.clients_client k
        WHERE k.case_id = the_case AND k.role = 'client' AND k.merged_into_id IS NULL
        ORDER BY k.birth_date, k.id LIMIT 1
    ) AS p ON true
    LEFT JOIN LATERAL (
        SELECT CASE WHEN bool_and(k.birth_date IS NOT NULL AND k.birth_precision = 'day')
                    THEN array_agg(k.birth_date ORDER BY k.birth_date) END AS children
        FROM public.clients_client k
        WHERE k.case_id = the_case AND k.role = 'child' AND k.merged_into_id IS NULL AND (
            NOT EXISTS (SELECT 1 FROM public.clients_householdstay s WHERE s.person_id = k.id)
            OR EXISTS (SELECT 1 FROM public.clients_householdstay s WHERE s.person_id = k.id
                       AND coalesce(s.joined_on <= today, true) AND coalesce(today < s.left_on, true)))
    ) AS h ON true
    LEFT JOIN LATERAL (
        SELECT CASE WHEN s.violence = 'no' THEN (s.asked_at AT TIME ZONE 'Europe/Berlin')::date END AS unafraid_on
        FROM public.assessment_riskscreen s
        WHERE s.case_id = the_case AND closed = '{}' ORDER BY s.asked_at DESC, s.id DESC LIMIT 1
    ) AS r ON true
    LEFT JOIN LATERAL (
        SELECT jsonb_object_agg(n.name, jsonb_build_array(n.value, n.source, n.as_of)) AS facts FROM (
            SELECT DISTINCT ON (k.name) k.name, k.value, k.source, k.as_of
            FROM public.assessment_knownfact k
            WHERE k.case_id = the_case AND k.about_id IS NULL AND k.name <> ALL (closed)
            ORDER BY k.name, k.as_of DESC, k.id DESC
        ) AS n
    ) AS f ON true
    WHERE c.id = the_case
$$;

-- Who does something for the people of a file by the newest version of its plan, as whoever asks may read it.
CREATE OR REPLACE FUNCTION fw.helping_in(the_case uuid) RETURNS text[]
LANGUAGE sql STABLE SECURITY INVOKER SET search_path = pg_catalog, public AS $$
    SELECT coalesce(array_agg(DISTINCT m.who), '{}') FROM public.plan_measure m
    WHERE m.version_id = (
        SELECT v.id FROM public.plan_planversion v WHERE v.case_id = the_case ORDER BY v.number DESC LIMIT 1)
$$;

-- Open needs of open files with what their file says: all of them, or those named by key, file or life area.
DROP FUNCTION IF EXISTS fw.needs_to_match;
CREATE FUNCTION fw.needs_to_match(the_needs uuid[], the_cases uuid[], areas text[], today date)
RETURNS TABLE (
    need_id uuid, case_id uuid, code text, urgency text, recognised_on date, wanted_by date, file jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT d.id, d.case_id, d.code, d.urgency, d.recognised_on, d.wanted_by, fw.file_to_match(c.id, today)
    FROM public.assessment_need d
    JOIN public.cases_case c ON c.id = d.case_id AND c.state = 'open'
    WHERE d.closed_on IS NULL AND (
        (the_needs IS NULL AND the_cases IS NULL AND areas IS NULL)
        OR d.id = ANY (the_needs) OR d.case_id = ANY (the_cases) OR split_part(d.code, '.', 1) = ANY (areas))
    ORDER BY d.case_id, d.id
$$;
REVOKE ALL ON FUNCTION fw.needs_to_match FROM fw_app;
GRANT EXECUTE ON FUNCTION fw.needs_to_match TO fw_worker;

-- What was kept of needs that are no longer open.
CREATE OR REPLACE FUNCTION fw.forget_ended_matches() RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH ended AS (
        SELECT m.need_id FROM public.matching_needmatch m
        JOIN public.assessment_need d ON d.id = m.need_id
        JOIN public.cases_case c ON c.id = d.case_id
        WHERE d.closed_on IS NOT NULL OR c.state <> 'open'
    ), changes AS (
        DELETE FROM public.matching_matchchange t USING ended WHERE t.need_id = ended.need_id
    )
    DELETE FROM public.matching_needmatch m USING ended WHERE m.need_id = ended.need_id
$$;
REVOKE ALL ON FUNCTION fw.forget_ended_matches FROM fw_app;
GRANT EXECUTE ON FUNCTION fw.forget_ended_matches TO fw_worker;

-- One row for all changes of the directory until now; the sum, by which processes know what they have read, stays.
CREATE OR REPLACE FUNCTION fw.sum_up_directory_changes() RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH gone AS (DELETE FROM public.matching_directorychange RETURNING mark)
    INSERT INTO public.matching_directorychange (id, mark)
    SELECT gen_random_uuid(), mod(sum(mark), 2 ^ 62::numeric) FROM gone HAVING count(*) > 0
$$;
REVOKE ALL ON FUNCTION fw.sum_up_directory_changes FROM fw_app;
GRANT EXECUTE ON FUNCTION fw.sum_up_directory_changes TO fw_worker;

-- How often an offer was asked and how often help began, as far as it is known how it ended: sixty days are time enough.
-- Files of level 2 are left out, whoever was taken back too, and what fewer than three files say.
CREATE OR REPLACE FUNCTION fw.referral_records(today date) RETURNS TABLE (offer_id uuid, sent int, started int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT r.offer_id, count(*)::int, (count(*) FILTER (WHERE r.started_on IS NOT NULL))::int
    FROM public.referrals_referral r JOIN public.cases_case c ON c.id = r.case_id
    WHERE c.level < 2 AND r.state NOT IN ('draft', 'withdrawn', 'entered_in_error')
      AND (r.started_on IS NOT NULL OR r.state IN ('declined', 'not_taken_up', 'no_answer')
           OR r.sent_at < today - interval '60 days')
    GROUP BY r.offer_id HAVING count(DISTINCT r.case_id) >= 3 ORDER BY r.offer_id
$$;
REVOKE ALL ON FUNCTION fw.referral_records FROM fw_app;
GRANT EXECUTE ON FUNCTION fw.referral_records TO fw_worker;

-- Why people were referred although a condition was not met, by town and offer: distinct files below level 2, if three
-- or more.
DROP FUNCTION IF EXISTS fw.referral_overrides;
CREATE FUNCTION fw.referral_overrides() RETURNS TABLE (controller_id uuid, offer_id uuid, reason text, cases int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT c.controller_id, r.offer_id, r.override_reason, count(DISTINCT r.case_id)::int
    FROM public.referrals_referral r JOIN public.cases_case c ON c.id = r.case_id
    WHERE c.level < 2 AND r.override_reason <> '' AND r.state NOT IN ('draft', 'entered_in_error')
    GROUP BY 1, 2, 3 HAVING count(DISTINCT r.case_id) >= 3 ORDER BY 1, 2, 3
$$;
REVOKE ALL ON FUNCTION fw.referral_overrides FROM fw_app;
GRANT EXECUTE ON FUNCTION fw.referral_overrides TO fw_worker;
