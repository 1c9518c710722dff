-- Acts that leave the actor's own sight, and questions that may be asked about rows one may not read. Each checks
-- who asks, and answers with nothing or keys alone. Raising insufficient_privilege means: not yours, or not there.
SET LOCAL check_function_bodies = off;

CREATE SEQUENCE IF NOT EXISTS fw.case_numbers;

-- Not consecutive: 61813 is coprime to 100000, so the numbers of a sequence of 100000 cases all differ.
CREATE OR REPLACE FUNCTION fw.next_case_number(year int) RETURNS text
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT format('F-%s-%s', year, lpad(((nextval('fw.case_numbers') * 61813 + 27183) % 100000)::text, 5, '0'))
$$;

CREATE OR REPLACE FUNCTION fw.works_on_cases(asked uuid, unit uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM public.accounts_membership m JOIN public.accounts_user u ON u.id = m.user_id
                   WHERE u.id = asked AND u.is_active AND m.unit_id = unit AND m.role = 'case_manager'
                     AND now() >= m.valid_from AND (m.valid_until IS NULL OR now() < m.valid_until))
$$;

-- The lead hands the case over; from then on the former lead knows what any colleague knows.
CREATE OR REPLACE FUNCTION fw.hand_over(the_case uuid, to_user uuid, to_unit uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT fw.works_on_cases(to_user, to_unit) THEN RAISE insufficient_privilege; END IF;
    UPDATE public.cases_case SET lead_id = to_user, unit_id = to_unit
    WHERE id = the_case AND lead_id = fw.uid() AND state = 'open'
      AND controller_id = (SELECT controller_id FROM public.accounts_unit WHERE id = to_unit)
      AND second_id IS DISTINCT FROM to_user;
    IF NOT FOUND THEN RAISE insufficient_privilege; END IF;
END $$;

-- The coordinator gives a case below level 2 to another case manager (allocation, absence, leaving).
CREATE OR REPLACE FUNCTION fw.allocate(the_case uuid, to_user uuid, to_unit uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT fw.works_on_cases(to_user, to_unit) THEN RAISE insufficient_privilege; END IF;
    UPDATE public.cases_case SET lead_id = to_user, unit_id = to_unit
    WHERE id = the_case AND level < 2 AND state = 'open' AND unit_id = ANY (fw.units_overseen())
      AND controller_id = (SELECT controller_id FROM public.accounts_unit WHERE id = to_unit);
    IF NOT FOUND THEN RAISE insufficient_privilege; END IF;
END $$;

CREATE OR REPLACE FUNCTION fw.change_level(the_case uuid, new_level int, new_second uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE public.cases_case SET level = new_level, second_id = new_second
    WHERE id = the_case AND (lead_id = fw.uid() OR second_id = fw.uid()) AND state = 'open';
    IF NOT FOUND THEN RAISE insufficient_privilege; END IF;
END $$;

-- Emergency access by case number: sixty minutes, with a reason, and instant notice. Answers with the key alone.
CREATE OR REPLACE FUNCTION fw.break_glass(case_number text, grant_id uuid, why text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    found_case public.cases_case;
BEGIN
    SELECT * INTO found_case FROM public.cases_case c
    WHERE c.number = case_number AND c.unit_id = ANY (fw.home_units())
      AND (c.level < 2 OR c.unit_id = ANY (fw.units_overseen()));
    IF found_case.id IS NULL OR fw.uid() IS NULL THEN RAISE insufficient_privilege; END IF;
    INSERT INTO public.cases_grant (id, case_id, user_id, kind, reason, given_by_id, valid_from, valid_until)
    VALUES (grant_id, found_case.id, fw.uid(), 'break_glass', why, fw.uid(), now(), now() + interval '60 minutes');
    RETURN found_case.id;
END $$;

-- A reason opens one case below level 2 to the coordinator, for a time.
CREATE OR REPLACE FUNCTION fw.supervise(the_case uuid, grant_id uuid, why text, hours int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM public.cases_case c
                   WHERE c.id = the_case AND c.level < 2 AND c.unit_id = ANY (fw.units_overseen())) THEN
        RAISE insufficient_privilege;
    END IF;
    INSERT INTO public.cases_grant (id, case_id, user_id, kind, reason, given_by_id, valid_from, valid_until)
    VALUES (grant_id, the_case, fw.uid(), 'supervision', why, fw.uid(), now(), now() + make_interval(hours => hours));
END $$;

-- Who is told of an emergency access: coordinators and data protection officers of the controller.
CREATE OR REPLACE FUNCTION fw.watchers(the_case uuid) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT DISTINCT m.user_id FROM public.accounts_membership m JOIN public.accounts_unit n ON n.id = m.unit_id
    JOIN public.cases_case c ON c.controller_id = n.controller_id
    WHERE c.id = the_case AND m.role IN ('coordinator', 'data_protection_officer')
      AND now() >= m.valid_from AND (m.valid_until IS NULL OR now() < m.valid_until)
      AND fw.uid() IS NOT NULL
$$;

-- Person search: the trigram index is not used under row-level security, so the reach is applied in here.
CREATE OR REPLACE FUNCTION fw.search_clients(words text) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT p.id FROM public.clients_client p JOIN public.cases_case c ON c.id = p.case_id
    WHERE p.search_key LIKE '%' || words || '%'
      AND (c.lead_id = fw.uid() OR c.second_id = fw.uid() OR c.id = ANY (fw.granted())
           OR (c.level = 0 AND c.unit_id = ANY (fw.units_for_contact_data())))
    ORDER BY p.search_key LIMIT 50
$$;
