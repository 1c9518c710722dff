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

-- Collision check: two files that seem to concern the same people, one of them level 2, are told to the coordinators
-- of the controller, once per pair, by their numbers alone. Whoever asks gets no answer.
CREATE OR REPLACE FUNCTION fw.collisions(the_case uuid, moment timestamptz, other_name text, other_address text)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    asked public.cases_case;
BEGIN
    SELECT * INTO asked FROM public.cases_case c
    WHERE c.id = the_case
      AND (fw.just_opened(c.id) OR c.lead_id = fw.uid() OR c.second_id = fw.uid() OR c.id = ANY (fw.granted())
           OR (c.level = 0 AND c.unit_id = ANY (fw.units_for_contact_data())));
    IF asked.id IS NULL THEN RAISE insufficient_privilege; END IF;
    INSERT INTO public.work_notice (id, user_id, at, words)
    SELECT gen_random_uuid(), told.id, moment, found.words
    FROM (SELECT format('Kollisionsprüfung: Zwei Akten betreffen vermutlich dieselben Personen. Bitte prüfen Sie '
                        'Zuständigkeit, Sprachmittlung und Termine. Aktenzeichen: %s und %s.',
                        least(asked.number, c.number), greatest(asked.number, c.number)) AS words
          FROM public.cases_case c
          WHERE c.id IN (SELECT fw.alike(the_case, other_name, other_address))
            AND c.controller_id = asked.controller_id AND greatest(c.level, asked.level) = 2) found,
         (SELECT DISTINCT m.user_id AS id FROM public.accounts_membership m
          JOIN public.accounts_unit n ON n.id = m.unit_id
          WHERE m.role = 'coordinator' AND n.controller_id = asked.controller_id
            AND now() >= m.valid_from AND (m.valid_until IS NULL OR now() < m.valid_until)) told
    WHERE NOT EXISTS (SELECT 1 FROM public.work_notice w WHERE w.user_id = told.id AND w.words = found.words);
END $$;

-- Other files with the same full name or the same birth date and first name, the named person, or the address.
CREATE OR REPLACE FUNCTION fw.alike(the_case uuid, other_name text, other_address text) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT o.case_id FROM public.clients_client p JOIN public.clients_client o ON o.search_key = p.search_key
       AND p.search_key LIKE '% %' AND (o.birth_date = p.birth_date) IS NOT FALSE AND o.case_id <> p.case_id
    WHERE p.case_id = the_case AND p.role <> 'unborn' AND o.role <> 'unborn'
    UNION
    SELECT o.case_id FROM public.clients_client p JOIN public.clients_client o ON o.birth_date = p.birth_date
       AND split_part(o.search_key, ' ', 1) = split_part(p.search_key, ' ', 1) AND o.case_id <> p.case_id
    WHERE p.case_id = the_case AND p.role <> 'unborn' AND o.role <> 'unborn'
    UNION
    SELECT o.case_id FROM public.clients_client o
    WHERE o.search_key = other_name AND other_name LIKE '% %' AND o.case_id <> the_case
    UNION
    SELECT s.case_id FROM public.clients_safechannel s
    WHERE length(other_address) > 5 AND s.case_id <> the_case
      AND regexp_replace(lower(s.address), '[^[:alnum:]]', '', 'g')
          = regexp_replace(lower(other_address), '[^[:alnum:]]', '', 'g')
$$;
REVOKE EXECUTE ON FUNCTION fw.alike(uuid, text, text) FROM fw_app;

-- A notice to the people named on a case; called by the acts below, never from outside.
CREATE OR REPLACE FUNCTION fw.tell_named(the_case uuid, told text, told_at timestamptz) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    INSERT INTO public.work_notice (id, user_id, at, words, about_case)
    SELECT gen_random_uuid(), named.id, told_at, told, c.id
    FROM public.cases_case c CROSS JOIN LATERAL unnest(ARRAY[c.lead_id, c.second_id]) AS named (id)
    WHERE c.id = the_case AND named.id IS NOT NULL
$$;
REVOKE ALL ON FUNCTION fw.tell_named FROM fw_app;

-- How far the packets of one's own organisation have come: all a provider learns of a referral. A consent taken back
-- ends it at once, whoever took it back and by which page.
CREATE OR REPLACE FUNCTION fw.states_of_packets() RETURNS TABLE (packet_id uuid, state text, answered_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT p.id, r.state, r.answered_at FROM public.referrals_packet p
    JOIN public.referrals_referral r ON r.id = p.referral_id
    LEFT JOIN public.clients_consent k ON k.id = r.consent_id
    WHERE p.active AND k.revoked_on IS NULL AND p.recipient_id = ANY (fw.organisations())
$$;

-- The provider answers: only the recipient, only while the packet is active, and only to what it has seen (was).
CREATE OR REPLACE FUNCTION fw.answer_packet(
    the_packet uuid, answer_id uuid, was text, becomes text, details jsonb, said_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    sent public.referrals_packet;
    known public.referrals_referral;
BEGIN
    SELECT * INTO sent FROM public.referrals_packet p
    WHERE p.id = the_packet AND p.id IN (SELECT mine.packet_id FROM fw.states_of_packets() AS mine);
    IF sent.id IS NULL OR becomes NOT IN ('accepted', 'waiting', 'question', 'declined') THEN
        RAISE insufficient_privilege;
    END IF;
    SELECT * INTO known FROM public.referrals_referral r WHERE r.id = sent.referral_id FOR UPDATE;
    IF known.state <> was OR known.state = becomes THEN RAISE object_not_in_prerequisite_state; END IF;
    INSERT INTO public.referrals_answer (id, case_id, packet_id, by_id, at, state, told, details)
    VALUES (answer_id, sent.case_id, sent.id, fw.uid(), said_at, becomes, false, details);
    UPDATE public.referrals_referral SET
        state = becomes, answered_at = said_at, told_by = '', told_how = '',
        starts_on = (details ->> 'starts_on')::date, expected_on = (details ->> 'expected_on')::date,
        waiting_position = (details ->> 'waiting_position')::smallint,
        review_on = (details ->> 'review_on')::date, ended_on = (details ->> 'ended_on')::date,
        reason_code = coalesce(details ->> 'reason_code', ''), words = coalesce(details ->> 'words', '')
    WHERE id = known.id;
    UPDATE public.referrals_packet SET active = becomes <> 'declined' WHERE id = sent.id;
    INSERT INTO public.audit_event (id, case_id, at, by_id, verb, words)
    VALUES (gen_random_uuid(), sent.case_id, said_at, fw.uid(), 'referral.answered_' || becomes, '');
    PERFORM fw.tell_named(sent.case_id, 'Ein Träger hat geantwortet.', said_at);
END $$;

-- For the daily job: which referrals nobody has answered. Keys and clocks, nothing about the person.
CREATE OR REPLACE FUNCTION fw.silent_referrals()
RETURNS TABLE (referral_id uuid, urgency text, asked_on date, reminders int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT r.id, r.urgency, r.asked_on, r.reminders FROM public.referrals_referral r
    JOIN public.cases_case c ON c.id = r.case_id
    WHERE r.state = 'sent' AND r.asked_on IS NOT NULL AND c.state = 'open'
    ORDER BY r.id
$$;
REVOKE ALL ON FUNCTION fw.silent_referrals FROM fw_app;
GRANT EXECUTE ON FUNCTION fw.silent_referrals TO fw_worker;

-- The daily job reminds: a notice and a task to ask again. Nothing when it was answered in the meantime.
CREATE OR REPLACE FUNCTION fw.remind_of_referral(
    the_referral uuid, passed int, what text, why text, due date, run_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    of_case uuid;
BEGIN
    UPDATE public.referrals_referral SET reminders = passed
    WHERE id = the_referral AND state = 'sent' AND reminders < passed RETURNING case_id INTO of_case;
    IF of_case IS NULL THEN RETURN; END IF;
    INSERT INTO public.work_task (id, case_id, what, why, due_on) VALUES (gen_random_uuid(), of_case, what, why, due);
    PERFORM fw.tell_named(of_case, why, run_at);
END $$;
REVOKE ALL ON FUNCTION fw.remind_of_referral FROM fw_app;
GRANT EXECUTE ON FUNCTION fw.remind_of_referral TO fw_worker;

-- The daily job closes what nobody answered; what is urgent becomes a task with that.
CREATE OR REPLACE FUNCTION fw.expire_referral(
    the_referral uuid, with_task boolean, what text, why text, due date, run_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    of_case uuid;
BEGIN
    UPDATE public.referrals_referral SET state = 'no_answer'
    WHERE id = the_referral AND state = 'sent' RETURNING case_id INTO of_case;
    IF of_case IS NULL THEN RETURN; END IF;
    IF with_task THEN
        INSERT INTO public.work_task (id, case_id, what, why, due_on)
        VALUES (gen_random_uuid(), of_case, what, why, due);
    END IF;
    PERFORM fw.tell_named(of_case, why, run_at);
END $$;
REVOKE ALL ON FUNCTION fw.expire_referral FROM fw_app;
GRANT EXECUTE ON FUNCTION fw.expire_referral TO fw_worker;

-- The towns whose logs a person reads.
CREATE OR REPLACE FUNCTION fw.controllers_of_log() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT m.controller_id FROM fw.memberships() m JOIN public.accounts_role r ON r.name = m.role WHERE r.reads_log
$$;

-- The data protection officer reads numbers of files beside the log, and nothing else of a file.
CREATE OR REPLACE FUNCTION fw.numbers_for_log(asked uuid[]) RETURNS TABLE (case_id uuid, number text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT c.id, c.number FROM public.cases_case c
    WHERE c.id = ANY (asked) AND c.controller_id IN (SELECT fw.controllers_of_log())
$$;

-- Emergency accesses: who opened which number, when, why. For those who read the log.
CREATE OR REPLACE FUNCTION fw.emergencies_for_log()
RETURNS TABLE (number text, user_id uuid, reason text, valid_from timestamptz, valid_until timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT c.number, g.user_id, g.reason, g.valid_from, g.valid_until
    FROM public.cases_grant g JOIN public.cases_case c ON c.id = g.case_id
    WHERE g.kind = 'break_glass' AND c.controller_id IN (SELECT fw.controllers_of_log())
    ORDER BY g.valid_from DESC LIMIT 1000
$$;
