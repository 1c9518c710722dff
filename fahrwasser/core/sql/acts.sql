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
       AND NOT fw.of_foreigners_office(asked)
$$;

-- Whether somebody belongs, or will belong, to a foreigners' office: such a person is kept out of every file.
CREATE OR REPLACE FUNCTION fw.of_foreigners_office(asked uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM public.accounts_membership m JOIN public.accounts_unit n ON n.id = m.unit_id
                   WHERE m.user_id = asked AND n.kind = 'foreigners_office'
                     AND (m.valid_until IS NULL OR now() < m.valid_until))
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

-- Person search: the indexes are not used under row-level security, so the reach is applied in here. ``latin`` are the
-- words in Latin letters, ``keys`` their skeletons: other scripts and spellings are found as well.
DROP FUNCTION IF EXISTS fw.search_clients(text);
CREATE OR REPLACE FUNCTION fw.search_clients(words text, latin text[] DEFAULT '{}', keys text[] DEFAULT '{}')
RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT p.id FROM public.clients_client p JOIN public.cases_case c ON c.id = p.case_id
    WHERE (p.search_key LIKE '%' || words || '%'
           OR (keys <> '{}' AND p.name_keys @> keys)
           OR p.sound_keys && (SELECT fw.sounds_to_find(latin)))
      AND p.merged_into_id IS NULL
      AND (c.lead_id = (SELECT fw.uid()) OR c.second_id = (SELECT fw.uid()) OR c.id = ANY ((SELECT fw.granted())::uuid[])
           OR (c.level = 0 AND c.unit_id = ANY ((SELECT fw.units_for_contact_data())::uuid[])))
    ORDER BY p.search_key LIKE '%' || words || '%' DESC, p.search_key LIMIT 50
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
    INSERT INTO public.work_notice (id, user_id, at, words, about_case)
    SELECT gen_random_uuid(), told.id, moment, found.words, the_case
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
    INSERT INTO public.work_task (id, case_id, kind, what, why, due_on)
    VALUES (gen_random_uuid(), of_case, 'case_work', what, why, due);
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
        INSERT INTO public.work_task (id, case_id, kind, what, why, due_on)
        VALUES (gen_random_uuid(), of_case, 'case_work', what, why, due);
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

-- How a name sounds (Daitch-Mokotoff): t: one word, q: two words in any order, or the only one there is.
CREATE OR REPLACE FUNCTION fw.sound_keys(words text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, public AS $$
    WITH heard AS (SELECT DISTINCT w.place, s.code FROM unnest(words[1:6]) WITH ORDINALITY AS w (word, place)
                   CROSS JOIN LATERAL unnest(daitch_mokotoff(w.word)) AS s (code)),
         two AS (SELECT DISTINCT 'q:' || a.code || '+' || b.code AS key FROM heard a JOIN heard b
                 ON a.code < b.code AND a.place <> b.place)
    SELECT coalesce(array_agg(DISTINCT k.key), '{}') FROM (
        SELECT 't:' || code AS key FROM heard UNION ALL SELECT key FROM two
        UNION ALL SELECT 'q:' || code FROM heard WHERE NOT EXISTS (SELECT 1 FROM two)) k
$$;

CREATE OR REPLACE FUNCTION fw.sounds_to_find(words text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, public AS $$
    SELECT coalesce(array_agg(k), '{}') FROM unnest(fw.sound_keys(words)) AS k
    WHERE CASE WHEN cardinality(words) > 1 THEN k LIKE 'q:%' ELSE k LIKE 't:%' END
$$;

-- Whether two birth dates cannot be one person's: a slip in one of day, month and year is still the same person.
CREATE OR REPLACE FUNCTION fw.births_differ(one date, one_as text, other date, other_as text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, public AS $$
    SELECT CASE
        WHEN one IS NULL OR other IS NULL THEN false
        WHEN 'estimated' IN (one_as, other_as) THEN abs(date_part('year', one) - date_part('year', other)) > 5
        WHEN 'year' IN (one_as, other_as) THEN date_part('year', one) <> date_part('year', other)
        WHEN 'month' IN (one_as, other_as) THEN date_trunc('month', one) <> date_trunc('month', other)
        ELSE (date_part('year', one) = date_part('year', other))::int
             + (date_part('month', one) = date_part('month', other))::int
             + (date_part('day', one) = date_part('day', other))::int < 2
             AND NOT (date_part('year', one) = date_part('year', other)
                      AND date_part('month', one) = date_part('day', other)
                      AND date_part('day', one) = date_part('month', other))
    END
$$;

-- People who may be the one described, with the reasons; past everybody's reach, for the functions below alone.
-- Four indexes find a handful; the planner expects thousands and would read the whole table to join them.
CREATE OR REPLACE FUNCTION fw.people_like(
    search text, latin text[], keys text[], born date, born_as text, phone text)
RETURNS TABLE (id uuid, case_id uuid, reasons text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
SET enable_hashjoin = off SET enable_mergejoin = off AS $$
    SELECT set_limit(0.6);  -- how alike two spellings must be for %
    WITH asked AS MATERIALIZED (
        SELECT ARRAY(SELECT k FROM unnest(keys) k WHERE k LIKE 'p:%') AS two,
               ARRAY(SELECT k FROM unnest(keys) k WHERE k LIKE 'd:%') AS dated,
               ARRAY(SELECT k FROM unnest(fw.sound_keys(latin)) k WHERE k LIKE 'q:%') AS sounds
    ), hits AS (
        SELECT p.id FROM public.clients_client p WHERE p.name_keys && (SELECT two || dated FROM asked)
        UNION
        SELECT p.id FROM public.clients_client p WHERE p.sound_keys && (SELECT sounds FROM asked)
        UNION
        SELECT p.id FROM public.clients_client p WHERE search <> '' AND p.search_key % search
        UNION
        SELECT p.id FROM public.clients_safechannel s JOIN public.clients_client p ON p.case_id = s.case_id
        WHERE s.phone_key = nullif(people_like.phone, '') AND p.role = 'client'
    ), seen AS (
        SELECT p.id, p.case_id, p.search_key = search AS name, p.name_keys && two AS script,
               p.sound_keys && sounds AS sound, p.search_key % search AS spelling, p.name_keys && dated AS dated,
               p.birth_date = born AND 'day' = ALL (ARRAY[p.birth_precision, born_as]) AS birth,
               p.role = 'client' AND EXISTS (
                   SELECT 1 FROM public.clients_safechannel s
                   WHERE s.case_id = p.case_id AND s.phone_key = nullif(people_like.phone, '')) AS phone,
               fw.births_differ(p.birth_date, p.birth_precision, born, born_as) AS differs
        FROM hits h JOIN public.clients_client p ON p.id = h.id CROSS JOIN asked
        WHERE p.role NOT IN ('unborn', 'related') AND p.merged_into_id IS NULL
    )
    SELECT seen.id, seen.case_id, array_remove(ARRAY[
        CASE WHEN name THEN 'name' END,
        CASE WHEN script AND NOT name THEN 'script' END,
        CASE WHEN sound AND NOT name THEN 'sound' END,
        CASE WHEN spelling AND NOT (name OR script OR sound) THEN 'spelling' END,
        CASE WHEN dated AND NOT (name OR script OR sound OR spelling) THEN 'first_name' END,
        CASE WHEN birth THEN 'birth_date' END,
        CASE WHEN seen.phone THEN 'phone' END], NULL)
    FROM seen WHERE dated OR seen.phone OR (NOT differs AND (name OR script OR sound OR spelling))
$$;
REVOKE ALL ON FUNCTION fw.people_like FROM fw_app;

-- "Vielleicht schon bekannt": whom the asking person may know anyway. Everybody else leaves no trace in the answer.
CREATE OR REPLACE FUNCTION fw.client_candidates(
    search text, latin text[], keys text[], born date, born_as text, phone text)
RETURNS TABLE (id uuid, reasons text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT l.id, l.reasons FROM fw.people_like(search, latin, keys, born, born_as, phone) l
    JOIN public.cases_case c ON c.id = l.case_id
    WHERE c.lead_id = (SELECT fw.uid()) OR c.second_id = (SELECT fw.uid())
       OR c.id = ANY ((SELECT fw.granted())::uuid[])
       OR (c.level = 0 AND c.unit_id = ANY ((SELECT fw.units_for_contact_data())::uuid[]))
    ORDER BY cardinality(l.reasons) DESC, l.id LIMIT 10
$$;

-- Proposes pairs for one person among all files of the controller below level 2; whoever asks gets no answer. What
-- was decided stays; an open proposal that no longer holds goes.
CREATE OR REPLACE FUNCTION fw.note_duplicates(the_client uuid, noted_on date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    p public.clients_client;
    own public.cases_case;
    phone text;
    still uuid[] := '{}';
BEGIN
    SELECT * INTO p FROM public.clients_client WHERE id = the_client;
    SELECT * INTO own FROM public.cases_case c WHERE c.id = p.case_id
      AND (fw.just_opened(c.id) OR c.lead_id = fw.uid() OR c.second_id = fw.uid() OR c.id = ANY (fw.granted())
           OR (c.level = 0 AND c.unit_id = ANY (fw.units_for_contact_data())));
    IF own.id IS NULL THEN RAISE insufficient_privilege; END IF;
    IF own.level < 2 AND p.role NOT IN ('unborn', 'related') AND p.merged_into_id IS NULL THEN
        SELECT s.phone_key INTO phone FROM public.clients_safechannel s WHERE s.case_id = own.id AND p.role = 'client';
        WITH alike AS (
            SELECT l.* FROM fw.people_like(p.search_key, p.name_words, p.name_keys, p.birth_date, p.birth_precision,
                                           coalesce(phone, '')) l
            JOIN public.cases_case c ON c.id = l.case_id
            WHERE l.id <> p.id AND c.controller_id = own.controller_id AND c.level < 2 AND l.reasons <> '{phone}'
            ORDER BY cardinality(l.reasons) DESC, l.id LIMIT 20
        ), noted AS (
            INSERT INTO public.clients_duplicatepair AS d
                (id, first_id, second_id, first_case_id, second_case_id, reasons, state, found_on)
            SELECT gen_random_uuid(), least(p.id, l.id), greatest(p.id, l.id),
                   CASE WHEN p.id < l.id THEN p.case_id ELSE l.case_id END,
                   CASE WHEN p.id < l.id THEN l.case_id ELSE p.case_id END, l.reasons, 'open', noted_on
            FROM alike l
            ON CONFLICT (first_id, second_id) DO UPDATE SET reasons = excluded.reasons
            WHERE d.state = 'open' AND NOT 'by_hand' = ANY (d.reasons)
        )
        SELECT coalesce(array_agg(l.id), '{}') INTO still FROM alike l;
    END IF;
    DELETE FROM public.clients_duplicatepair d
    WHERE the_client IN (d.first_id, d.second_id) AND d.state = 'open' AND NOT 'by_hand' = ANY (d.reasons)
      AND NOT (d.first_id = ANY (still) OR d.second_id = ANY (still))
      AND NOT EXISTS (SELECT 1 FROM public.clients_merge m WHERE m.pair_id = d.id);
END $$;

-- How many people stand behind rows: merged rows and rows linked as one person count once.
CREATE OR REPLACE FUNCTION fw.distinct_persons(clients uuid[]) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH RECURSIVE links AS (
        SELECT first_id AS one, second_id AS other FROM public.clients_duplicatepair WHERE state = 'same'
        UNION SELECT second_id, first_id FROM public.clients_duplicatepair WHERE state = 'same'
        UNION SELECT id, merged_into_id FROM public.clients_client WHERE merged_into_id IS NOT NULL
        UNION SELECT merged_into_id, id FROM public.clients_client WHERE merged_into_id IS NOT NULL
    ), asked AS (SELECT DISTINCT id FROM unnest(clients) AS id),
    reached (origin, id) AS (
        SELECT a.id, a.id FROM asked a WHERE a.id IN (SELECT one FROM links)
        UNION SELECT r.origin, l.other FROM reached r JOIN links l ON l.one = r.id
    )
    SELECT (SELECT count(*) FROM asked WHERE id NOT IN (SELECT one FROM links))
         + (SELECT count(DISTINCT least_id) FROM (SELECT min(id::text) AS least_id FROM reached GROUP BY origin) g)
$$;
GRANT USAGE ON SCHEMA fw TO fw_stats;
GRANT EXECUTE ON FUNCTION fw.distinct_persons TO fw_stats;

-- Nobody who is a danger stays in the household of a level-2 file: kept after every change that could break it.
CREATE OR REPLACE FUNCTION fw.keep_household_safe() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    the_case uuid := CASE WHEN TG_TABLE_NAME = 'cases_case' THEN to_jsonb(NEW) ->> 'id'
                          ELSE coalesce(to_jsonb(NEW), to_jsonb(OLD)) ->> 'case_id' END;
BEGIN
    IF (SELECT level FROM public.cases_case WHERE id = the_case) >= 2 AND EXISTS (
        SELECT 1 FROM public.clients_relation r
        WHERE r.case_id = the_case AND r.kind = 'danger' AND r.until IS NULL
          AND fw.in_household(r.person_id) AND fw.in_household(r.other_id)) THEN
        RAISE check_violation USING MESSAGE =
            'In einer Akte mit Schutzstufe 2 gehört niemand zum Haushalt, der eine Gefahr ist.';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION fw.in_household(the_client uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM public.clients_client p
                   WHERE p.id = the_client AND p.role NOT IN ('related', 'unborn') AND p.merged_into_id IS NULL
                     AND (NOT EXISTS (SELECT 1 FROM public.clients_householdstay s WHERE s.person_id = p.id)
                          OR EXISTS (SELECT 1 FROM public.clients_householdstay s
                                     WHERE s.person_id = p.id AND s.left_on IS NULL)))
$$;
REVOKE ALL ON FUNCTION fw.in_household FROM fw_app;

-- When colleagues are busy, and nothing else: no key, no file, no kind, so that no appointment looks special.
CREATE OR REPLACE FUNCTION fw.busy_slots(first timestamptz, last timestamptz)
RETURNS TABLE (user_id uuid, at timestamptz, until timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT a.user_id, a.at, a.until FROM public.contacts_appointment a
    WHERE a.at < last AND a.until > first AND a.state <> 'cancelled' AND a.user_id IN (
        SELECT m.user_id FROM public.accounts_membership m
        WHERE m.unit_id = ANY (fw.home_units() || fw.units_for_contact_data())
          AND now() >= m.valid_from AND (m.valid_until IS NULL OR now() < m.valid_until))
    ORDER BY a.at, a.until
$$;

-- Who may interpret in a file at a time. Why somebody is missing is not said: not bound, already booked, named in the
-- file or in one that concerns the same people, or, on level 2, living where the person lives. All is always computed.
CREATE OR REPLACE FUNCTION fw.free_interpreters(the_case uuid, first timestamptz, last timestamptz) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    asked public.cases_case;
BEGIN
    SELECT * INTO asked FROM public.cases_case c
    WHERE c.id = the_case AND (c.lead_id = fw.uid() OR c.second_id = fw.uid() OR c.id = ANY (fw.granted()));
    IF asked.id IS NULL THEN RAISE insufficient_privilege; END IF;
    RETURN QUERY
    WITH against AS (
        SELECT k.interpreter_id AS id FROM public.contacts_interpreterconflict k
        WHERE k.case_id = the_case OR k.case_id IN (SELECT fw.alike(the_case, '', ''))
        UNION ALL
        SELECT b.interpreter_id FROM public.contacts_booking b
        WHERE b.state = 'booked' AND b.at < last AND b.until > first
        UNION ALL
        SELECT i.id FROM public.contacts_interpreter i JOIN public.clients_client p ON p.district = i.place
        WHERE i.place <> '' AND p.case_id = the_case AND asked.level >= 2)
    SELECT i.id FROM public.contacts_interpreter i
    WHERE i.controller_id = asked.controller_id AND i.active
      AND i.bound_on <= (first AT TIME ZONE 'Europe/Berlin')::date
      AND (i.bound_until IS NULL OR i.bound_until >= (last AT TIME ZONE 'Europe/Berlin')::date)
      AND i.id NOT IN (SELECT a.id FROM against a);
END $$;

-- Whose calendar a secret address opens; nobody else's, and none that was revoked.
CREATE OR REPLACE FUNCTION fw.calendar_user(asked text) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT k.user_id FROM public.contacts_calendarkey k JOIN public.accounts_user u ON u.id = k.user_id
    WHERE k.hash = asked AND k.revoked_at IS NULL AND u.is_active
$$;

-- Who hears of a message; never nobody: without a file and a coordination all case managers of the house.
CREATE OR REPLACE FUNCTION fw.to_tell(the_case uuid, asked_for uuid, house uuid)
RETURNS TABLE (user_id uuid, of_file boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH file AS (SELECT * FROM public.cases_case WHERE id = the_case),
    named AS (
        SELECT f.lead_id AS id FROM file f
        UNION SELECT f.second_id FROM file f WHERE f.second_id IS NOT NULL
        UNION SELECT d.deputy_id FROM file f JOIN public.cases_deputy d ON d.user_id = f.lead_id WHERE f.level < 2
        UNION SELECT g.user_id FROM file f JOIN public.cases_grant g ON g.case_id = f.id
        WHERE f.level < 2 AND g.kind = 'substitute' AND now() >= g.valid_from AND now() < g.valid_until
    ), house_roles AS (
        SELECT m.user_id AS id, m.role FROM public.accounts_membership m
        JOIN public.accounts_unit n ON n.id = m.unit_id JOIN public.accounts_user u ON u.id = m.user_id
        WHERE n.controller_id = house AND u.is_active
          AND now() >= m.valid_from AND (m.valid_until IS NULL OR now() < m.valid_until)
    ), told AS (
        SELECT id, true AS of_file FROM named
        UNION ALL SELECT asked_for, false WHERE asked_for IS NOT NULL
        UNION ALL SELECT d.deputy_id, false FROM public.cases_deputy d WHERE d.user_id = asked_for
        UNION ALL SELECT h.id, false FROM house_roles h
        WHERE h.role = 'coordinator' AND NOT EXISTS (SELECT 1 FROM file)
    )
    SELECT t.id, t.of_file FROM told t WHERE NOT fw.recused(the_case, t.id)
    UNION ALL SELECT h.id, false FROM house_roles h WHERE h.role = 'case_manager' AND NOT EXISTS (SELECT 1 FROM told)
$$;
REVOKE ALL ON FUNCTION fw.to_tell FROM fw_app;

-- The job gives a message to whoever it concerns: the named of the one open file that surely fits (a level-2 file
-- before all others), whoever was asked for, their deputies; else the coordination. Nobody who took it learns where.
CREATE OR REPLACE FUNCTION fw.deliver_message(the_message uuid, sure text[], told_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    m public.calls_message;
    fits uuid[];
    fitting public.cases_case;
BEGIN
    SELECT * INTO m FROM public.calls_message WHERE id = the_message;
    IF m.id IS NULL OR EXISTS (SELECT 1 FROM public.calls_delivery d WHERE d.message_id = m.id) THEN RETURN; END IF;
    WITH found AS (
        SELECT DISTINCT c.id, c.level FROM fw.people_like(
            m.search_key, m.name_words, m.name_keys, NULL, 'day', m.phone_key) l
        JOIN public.cases_case c ON c.id = l.case_id
        WHERE c.controller_id = m.controller_id AND c.state = 'open' AND l.reasons && sure
    )
    SELECT array_agg(f.id) INTO fits FROM found f
    WHERE f.level >= 2 OR NOT EXISTS (SELECT 1 FROM found p WHERE p.level >= 2);
    IF cardinality(fits) = 1 THEN SELECT * INTO fitting FROM public.cases_case WHERE id = fits[1]; END IF;
    INSERT INTO public.calls_delivery (id, message_id, user_id, at, about_case)
    SELECT gen_random_uuid(), m.id, t.user_id, told_at, CASE WHEN bool_or(t.of_file) THEN fitting.id END
    FROM fw.to_tell(fitting.id, m.asked_for_id, m.controller_id) t GROUP BY t.user_id;
END $$;
REVOKE ALL ON FUNCTION fw.deliver_message FROM fw_app;
GRANT EXECUTE ON FUNCTION fw.deliver_message TO fw_worker;

-- What waits in the open files below level 2 that somebody leads, for whoever oversees them or leads them: times and
-- days, the language and the wish of the person; no name and no word of the content.
DROP FUNCTION IF EXISTS fw.waits_of(uuid, date, int);
CREATE OR REPLACE FUNCTION fw.waits_of(absent uuid, today date, days int)
RETURNS TABLE (case_id uuid, number text, language text, wish text, appointments timestamptz[], deadlines date[],
               not_by uuid[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT c.id, c.number,
           coalesce((SELECT split_part(p.languages, ',', 1) FROM public.clients_client p
                     WHERE p.case_id = c.id AND p.role = 'client' ORDER BY p.id LIMIT 1), ''),
           coalesce((SELECT e.manager_wish FROM public.intake_enquiry e WHERE e.case_id = c.id LIMIT 1), ''),
           ARRAY(SELECT a.at FROM public.contacts_appointment a
                 WHERE a.case_id = c.id AND a.user_id = absent AND a.state = 'planned'
                   AND (a.at AT TIME ZONE 'Europe/Berlin')::date = today ORDER BY a.at),
           ARRAY(SELECT d.working_day FROM public.deadlines_deadline d
                 WHERE d.case_id = c.id AND d.kind = 'deadline' AND d.state IN ('proposed', 'confirmed')
                   AND d.working_day <= today + days ORDER BY d.working_day),
           ARRAY(SELECT r.user_id FROM public.cases_recusal r WHERE r.case_id = c.id AND r.ended_on IS NULL)
    FROM public.cases_case c
    WHERE c.lead_id = absent AND c.state = 'open' AND c.level < 2
      AND (absent = fw.uid() OR c.unit_id = ANY (fw.units_overseen()))
    ORDER BY c.number
$$;

-- Opens a file below level 2 to whoever covers it, until a time: by its lead, or by whoever oversees it.
DROP FUNCTION IF EXISTS fw.cover(uuid, uuid, timestamptz, timestamptz, text, uuid);
CREATE OR REPLACE FUNCTION fw.cover(
    the_case uuid, by_user uuid, from_time timestamptz, to_time timestamptz, why text, grant_id uuid, absence uuid)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    covered public.cases_case;
BEGIN
    SELECT * INTO covered FROM public.cases_case c
    WHERE c.id = the_case AND c.state = 'open' AND c.level < 2 AND c.lead_id <> by_user
      AND (c.lead_id = fw.uid() OR c.unit_id = ANY (fw.units_overseen()));
    IF covered.id IS NULL OR NOT EXISTS (
        SELECT 1 FROM public.accounts_unit n WHERE n.controller_id = covered.controller_id
          AND fw.works_on_cases(by_user, n.id)) THEN RAISE insufficient_privilege; END IF;
    INSERT INTO public.cases_grant (id, case_id, user_id, kind, reason, given_by_id, valid_from, valid_until, because_of)
    VALUES (grant_id, the_case, by_user, 'substitute', why, fw.uid(), from_time, to_time, absence);
END $$;

-- Tells the other named person of every level-2 file of somebody who is away. Whoever asks learns nothing of it.
CREATE OR REPLACE FUNCTION fw.tell_the_other_named(absent uuid, told text, told_at timestamptz) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    INSERT INTO public.work_notice (id, user_id, at, words, about_case)
    SELECT gen_random_uuid(), CASE c.lead_id WHEN absent THEN c.second_id ELSE c.lead_id END, told_at, told, c.id
    FROM public.cases_case c
    WHERE c.state = 'open' AND c.level >= 2 AND absent IN (c.lead_id, c.second_id)
      AND (absent = fw.uid() OR c.unit_id = ANY (fw.units_overseen()))
$$;

-- Whoever may move or call off an appointment does so with its interpreter, and learns nothing about them.
CREATE OR REPLACE FUNCTION fw.may_plan(the_appointment uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM public.contacts_appointment a LEFT JOIN public.cases_case c ON c.id = a.case_id
                   WHERE a.id = the_appointment AND CASE WHEN c.id IS NULL THEN a.user_id = fw.uid() ELSE
                       c.lead_id = fw.uid() OR c.second_id = fw.uid() OR c.id = ANY (fw.granted())
                       OR (c.level = 0 AND c.unit_id = ANY (fw.units_for_contact_data())) END)
$$;
REVOKE ALL ON FUNCTION fw.may_plan FROM fw_app;

-- "cancelled" when the appointment had an interpreter, '' when it had none.
CREATE OR REPLACE FUNCTION fw.interpreter_is_free_again(the_appointment uuid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF fw.may_plan(the_appointment) IS NOT TRUE THEN RAISE insufficient_privilege; END IF;
    UPDATE public.contacts_booking SET state = 'cancelled' WHERE appointment_id = the_appointment AND state = 'booked';
    RETURN CASE WHEN FOUND THEN 'cancelled' ELSE '' END;
END $$;

-- The interpreter comes along to the appointment's time: "moved"; "cancelled" when not free then; '' when there is none.
CREATE OR REPLACE FUNCTION fw.interpreter_follows(the_appointment uuid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF fw.may_plan(the_appointment) IS NOT TRUE THEN RAISE insufficient_privilege; END IF;
    BEGIN
        UPDATE public.contacts_booking b SET at = a.at, until = a.until
        FROM public.contacts_appointment a, public.contacts_interpreter i
        WHERE a.id = the_appointment AND b.appointment_id = a.id AND b.state = 'booked' AND i.id = b.interpreter_id
          AND i.active AND i.bound_on <= (a.at AT TIME ZONE 'Europe/Berlin')::date
          AND (i.bound_until IS NULL OR i.bound_until >= (a.until AT TIME ZONE 'Europe/Berlin')::date);
        IF FOUND THEN RETURN 'moved'; END IF;
    EXCEPTION WHEN exclusion_violation THEN NULL;  -- somebody else has booked this time
    END;
    RETURN fw.interpreter_is_free_again(the_appointment);
END $$;

-- For which colleagues somebody stands in today; not in which files, and never by a file of level 2.
CREATE OR REPLACE FUNCTION fw.covered_today() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT DISTINCT c.lead_id FROM public.cases_grant g JOIN public.cases_case c ON c.id = g.case_id
    WHERE g.kind = 'substitute' AND now() >= g.valid_from AND now() < g.valid_until
      AND c.level < 2 AND c.state = 'open'
      AND c.unit_id = ANY (fw.home_units() || fw.units_for_contact_data())
$$;

-- Nobody of a foreigners' office on a running file or in a grant, no file and no role with reach in such a unit:
-- kept after every change that could break it.
CREATE OR REPLACE FUNCTION fw.keep_foreigners_office_out() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    new_row jsonb := to_jsonb(NEW);
    somebody uuid := coalesce(new_row ->> 'user_id', new_row ->> 'lead_id');
    place uuid := CASE WHEN TG_TABLE_NAME = 'accounts_unit' THEN new_row ->> 'id' ELSE new_row ->> 'unit_id' END;
BEGIN
    IF EXISTS (
        SELECT 1 WHERE TG_TABLE_NAME IN ('cases_case', 'cases_grant')
            AND (fw.of_foreigners_office(somebody) OR fw.of_foreigners_office((new_row ->> 'second_id')::uuid))
        UNION ALL SELECT 1 FROM public.accounts_unit n WHERE n.id = place AND n.kind = 'foreigners_office' AND (
            EXISTS (SELECT 1 FROM public.cases_case c WHERE c.unit_id = place)
            OR EXISTS (SELECT 1 FROM public.accounts_membership m JOIN public.accounts_role r ON r.name = m.role
                       WHERE m.unit_id = place AND (r.file_reach <> 'none' OR r.contact_data_reach <> 'none'))
            OR EXISTS (SELECT 1 FROM public.accounts_membership m JOIN public.cases_case c
                         ON m.user_id IN (c.lead_id, c.second_id) AND c.state = 'open'
                       WHERE m.unit_id = place AND (m.valid_until IS NULL OR now() < m.valid_until))
            OR EXISTS (SELECT 1 FROM public.accounts_membership m JOIN public.cases_grant g
                         ON g.user_id = m.user_id AND now() < g.valid_until
                       WHERE m.unit_id = place AND (m.valid_until IS NULL OR now() < m.valid_until)))) THEN
        RAISE check_violation USING MESSAGE = 'Die Ausländerbehörde hat mit Akten nichts zu tun.';
    END IF;
    RETURN NULL;
END $$;

-- Since when nobody of a running file was met or spoken to, whether somebody tried since, and the next day it is seen
-- again: of files whoever asks works on, and of those below level 2 they oversee. Days alone, no word of the content.
-- A pause does not count, unless somebody was met while it ran; a case taken up again begins anew.
CREATE OR REPLACE FUNCTION fw.quiet_files(today date, days int)
RETURNS TABLE (case_id uuid, since date, tried_on date, coming_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT c.id, quiet.since,
           (SELECT max((k.at AT TIME ZONE 'Europe/Berlin')::date) FROM public.contacts_contact k
            WHERE k.case_id = c.id AND k.outcome <> 'took_place'
              AND (k.at AT TIME ZONE 'Europe/Berlin')::date > quiet.since),
           least((SELECT min(f.on) FROM public.work_followupdate f
                  WHERE f.case_id = c.id AND f.done_on IS NULL AND f.on >= today),
                 (SELECT min((a.at AT TIME ZONE 'Europe/Berlin')::date) FROM public.contacts_appointment a
                  WHERE a.case_id = c.id AND a.state = 'planned'
                    AND (a.at AT TIME ZONE 'Europe/Berlin')::date >= today))
    FROM public.cases_case c
    CROSS JOIN LATERAL (
        SELECT max((k.at AT TIME ZONE 'Europe/Berlin')::date) AS last FROM public.contacts_contact k
        WHERE k.case_id = c.id AND k.outcome = 'took_place' AND k.type <> 'NETZ'
          AND NOT (k.type = 'MSG' AND btrim(k.counterpart) <> '')) met
    CROSS JOIN LATERAL (
        SELECT greatest(
            coalesce(met.last, c.accepted_on),
            (SELECT max(coalesce(p.ended_on, p.until)) FROM public.cases_pause p
             WHERE p.case_id = c.id AND (p.ended_on IS NOT NULL OR met.last IS NULL OR met.last <= p.since)),
            (SELECT max(r.reopened_on) FROM public.cases_reopening r WHERE r.case_id = c.id)) AS since) quiet
    WHERE c.state = 'open' AND c.accepted_on IS NOT NULL AND quiet.since <= today - days
      AND (c.lead_id = fw.uid() OR c.second_id = fw.uid() OR c.id = ANY (fw.granted())
           OR (c.level < 2 AND c.unit_id = ANY (fw.units_overseen())))
$$;

-- What the round of a team agreed on is written into the case it is about. A step of somebody who works on that case
-- becomes a task there, under the step's key. Whoever writes it down need not know the case, and learns nothing of it.
CREATE OR REPLACE FUNCTION fw.agreed_in_round(the_item uuid, the_step uuid, why text, moment timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    about public.cases_case;
BEGIN
    SELECT c.* INTO about FROM public.teamround_item i JOIN public.teamround_brought b ON b.item_id = i.id
    JOIN public.cases_case c ON c.id = b.case_id
    WHERE i.id = the_item AND i.unit_id = ANY (fw.units_of_round());
    IF about.id IS NULL THEN RETURN; END IF;
    INSERT INTO public.audit_event (id, case_id, at, by_id, verb, words)
    VALUES (gen_random_uuid(), about.id, moment, fw.uid(), 'round.agreed', '');
    INSERT INTO public.work_task (id, case_id, kind, what, why, due_on)
    SELECT s.id, about.id, CASE s.who_id WHEN about.second_id THEN 'second_view' ELSE 'case_work' END, s.what, why,
           s.until
    FROM public.teamround_agreedstep s
    WHERE s.id = the_step AND s.item_id = the_item AND about.state = 'open'
      AND (s.who_id IN (about.lead_id, about.second_id)
           OR about.level < 2 AND EXISTS (
               SELECT 1 FROM public.cases_grant g WHERE g.case_id = about.id AND g.user_id = s.who_id
                 AND g.kind = 'substitute' AND now() >= g.valid_from AND now() < g.valid_until));
END $$;

-- When steps of the round were done as tasks of a case: the day alone.
CREATE OR REPLACE FUNCTION fw.done_in_files(steps uuid[]) RETURNS TABLE (step_id uuid, done_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT s.id, t.done_on FROM public.teamround_agreedstep s JOIN public.work_task t ON t.id = s.id
    WHERE s.id = ANY (steps) AND t.done_on IS NOT NULL AND s.unit_id = ANY (fw.units_of_round())
$$;

-- Lines at which an interpreter for a language answers now; for a case without those excluded there. Why others lack is
-- not said. For an unknown language ("und") only services that take many calls. A holiday comes in as a Sunday.
CREATE OR REPLACE FUNCTION fw.phone_lines(the_case uuid, asked text, moment timestamptz, weekday int)
RETURNS TABLE (line uuid, gender text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    here timestamp := moment AT TIME ZONE 'Europe/Berlin';
    able uuid[];
BEGIN
    IF the_case IS NOT NULL THEN
        able := ARRAY(SELECT fw.free_interpreters(the_case, moment, moment + interval '1 minute'));
    END IF;
    RETURN QUERY
    SELECT l.id, i.gender::text FROM public.counter_phoneline l
    JOIN public.contacts_interpreter i ON i.id = l.interpreter_id AND i.controller_id = l.controller_id
    WHERE l.controller_id IN (SELECT n.controller_id FROM public.accounts_unit n WHERE n.id = ANY (fw.units()))
      AND l.active AND i.active AND i.phone
      AND weekday::text = ANY (string_to_array(l.days, ','))
      AND here::time >= l.opens AND here::time < l.closes
      AND i.bound_on <= here::date AND (i.bound_until IS NULL OR i.bound_until >= here::date)
      AND (CASE WHEN asked = 'und' THEN l.many ELSE asked = ANY (string_to_array(i.languages, ',')) END)
      AND (the_case IS NULL OR i.id = ANY (able))
      AND (l.many OR NOT EXISTS (SELECT 1 FROM public.counter_interpretercall k
                                 WHERE k.interpreter_id = i.id AND k.ended_at IS NULL))
      AND NOT EXISTS (SELECT 1 FROM public.contacts_booking b
                      WHERE b.interpreter_id = i.id AND b.state = 'booked' AND b.at <= moment AND b.until > moment);
END $$;

-- Whether somebody is kept out of a file because they know its people; for the functions here alone.
CREATE OR REPLACE FUNCTION fw.recused(the_case uuid, who uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM public.cases_recusal r
                   WHERE r.case_id = the_case AND r.user_id = who AND r.ended_on IS NULL)
$$;
REVOKE ALL ON FUNCTION fw.recused FROM fw_app;

-- Keeps a colleague out of a file: said by whoever reads it, or by that colleague of a file they may know of. What was
-- open to them ends. Said twice it stands once, and whoever says it of themself does not learn whether it stood there.
CREATE OR REPLACE FUNCTION fw.recuse(the_case uuid, who uuid, why text, recusal_id uuid, moment timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    about public.cases_case;
BEGIN
    SELECT * INTO about FROM public.cases_case c
    WHERE c.id = the_case AND c.state = 'open' AND who NOT IN (c.lead_id, coalesce(c.second_id, c.lead_id))
      AND (c.lead_id = fw.uid() OR c.second_id = fw.uid() OR c.id = ANY (fw.granted())
           OR who = fw.uid() AND (c.level = 0 AND c.unit_id = ANY (fw.units())
                                  OR c.level < 2 AND c.unit_id = ANY (fw.units_overseen())));
    IF about.id IS NULL THEN RAISE insufficient_privilege; END IF;
    IF fw.recused(the_case, who) THEN RETURN; END IF;
    INSERT INTO public.cases_recusal (id, case_id, user_id, kind, by_id, declared_on)
    VALUES (recusal_id, the_case, who, why, fw.uid(), (moment AT TIME ZONE 'Europe/Berlin')::date);
    UPDATE public.cases_grant SET valid_until = greatest(now(), valid_from + interval '1 microsecond')
    WHERE case_id = the_case AND user_id = who AND valid_until > now();
    INSERT INTO public.audit_event (id, case_id, at, by_id, verb, words)
    VALUES (gen_random_uuid(), the_case, moment, fw.uid(), 'case.recusal', '');
END $$;

-- Nobody who is kept out of a file leads it, is its second, or gets a grant: kept at every change, without a reason.
CREATE OR REPLACE FUNCTION fw.keep_recused_out() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF TG_TABLE_NAME = 'cases_case' THEN
        IF fw.recused(NEW.id, NEW.lead_id) OR fw.recused(NEW.id, NEW.second_id) THEN RAISE insufficient_privilege; END IF;
    ELSIF NEW.valid_until > now() AND fw.recused(NEW.case_id, NEW.user_id) THEN
        RAISE insufficient_privilege;
    END IF;
    RETURN NULL;
END $$;

-- What the owner of a slip sees: open, used, or how far the remark is, with its reply still sealed. A slip that was not
-- used in its time is no slip.
CREATE OR REPLACE FUNCTION fw.slip(the_digest text, today date)
RETURNS TABLE (controller_id uuid, state text, reply text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT s.controller_id, CASE WHEN NOT s.used THEN 'open' ELSE coalesce(r.state, 'used') END,
           coalesce(CASE WHEN r.wants_reply AND r.state = 'done' THEN r.sealed_reply END, '')
    FROM public.feedback_slip s LEFT JOIN public.feedback_remark r ON r.digest = s.digest
    WHERE s.digest = the_digest AND (s.used OR s.expires_on >= today)
$$;

-- Takes the answer of an unused slip, once: marks that lead back nowhere, and the words for the lead. False otherwise.
CREATE OR REPLACE FUNCTION fw.answer_slip(
    the_digest text, today date, marks int[], answer_id uuid, remark_id uuid, sealed text, complains boolean,
    wants_reply boolean) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    slip public.feedback_slip;
BEGIN
    UPDATE public.feedback_slip s SET used = true
    WHERE s.digest = the_digest AND NOT s.used AND s.expires_on >= today RETURNING * INTO slip;
    IF slip.id IS NULL THEN RETURN false; END IF;
    IF num_nonnulls(marks[1], marks[2], marks[3]) > 0 THEN
        INSERT INTO public.feedback_answer (id, controller_id, month, listened, next_steps, helped)
        VALUES (answer_id, slip.controller_id, date_trunc('month', today), marks[1], marks[2], marks[3]);
    END IF;
    IF sealed <> '' THEN
        INSERT INTO public.feedback_remark (id, controller_id, received_on, way, is_complaint, wants_reply, digest,
                                            sealed_words, state, sealed_reply)
        VALUES (remark_id, slip.controller_id, today, 'slip', complains, wants_reply,
                CASE WHEN wants_reply THEN the_digest ELSE '' END, sealed, 'received', '');
    END IF;
    RETURN true;
END $$;

-- Rows of a table about to be taken over, and files of the same house below level 2 that may be about the same person.
-- Only for whoever oversees those files, and only to be told that there may be one; every hit is in the access log. Of a
-- file whose content they do not read they learn no birth date and no telephone, and on level 1 no reason at all.
CREATE OR REPLACE FUNCTION fw.known_to_import(asked jsonb) RETURNS TABLE (number int, case_id uuid, reasons text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT r.number, l.case_id,
           CASE WHEN c.lead_id = (SELECT fw.uid()) OR c.second_id = (SELECT fw.uid())
                     OR c.id = ANY ((SELECT fw.granted())::uuid[]) THEN l.reasons
                WHEN c.level = 0 THEN ARRAY(SELECT w FROM unnest(l.reasons) WITH ORDINALITY AS known (w, place)
                                            WHERE w NOT IN ('first_name', 'birth_date', 'phone') ORDER BY place)
                ELSE '{}' END
    FROM jsonb_to_recordset(asked) AS r(number int, search text, latin jsonb, keys jsonb, born date, born_as text, phone text)
    CROSS JOIN LATERAL fw.people_like(
        r.search, ARRAY(SELECT jsonb_array_elements_text(r.latin)), ARRAY(SELECT jsonb_array_elements_text(r.keys)),
        r.born, r.born_as, r.phone) l
    JOIN public.cases_case c ON c.id = l.case_id AND c.level < 2 AND c.unit_id = ANY (fw.units_overseen())
    WHERE l.reasons <> '{phone}'
    ORDER BY r.number, cardinality(l.reasons) DESC
$$;

-- Numbers of the old list that came over into this house, whatever became of their files: that one of them is hidden
-- now must not show in what a second reading of the list says.
CREATE OR REPLACE FUNCTION fw.imported_numbers() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT m.old_number FROM public.imports_importedcase m
    JOIN public.imports_import i ON i.id = m.run_id
    WHERE i.controller_id IN (SELECT n.controller_id FROM public.accounts_unit n WHERE n.id = ANY (fw.units_overseen()))
$$;

-- Whether an import has left its maker's hands: somebody worked on one of its files, put two people together, or was told
-- of a collision with one. One answer for all of it, files out of sight included: which and why would betray them.
DROP FUNCTION IF EXISTS fw.worked_on_since_import(uuid);
CREATE FUNCTION fw.worked_on_since_import(the_import uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH made AS (
        SELECT c.id, c.number FROM public.imports_importedcase m JOIN public.cases_case c ON c.id = m.case_id
        JOIN public.imports_import i ON i.id = m.run_id
        JOIN public.accounts_unit n ON n.controller_id = i.controller_id AND n.id = ANY (fw.units_overseen())
        WHERE i.id = the_import
    )
    SELECT EXISTS (SELECT 1 FROM made JOIN public.audit_event e ON e.case_id = made.id AND e.verb <> 'case.imported')
        OR EXISTS (SELECT 1 FROM made JOIN public.clients_duplicatepair d ON made.id IN (d.first_case_id, d.second_case_id)
                   WHERE 'by_hand' = ANY (d.reasons))
        OR EXISTS (SELECT 1 FROM public.work_notice w JOIN made ON position(made.number IN w.words) > 0
                   WHERE w.words LIKE 'Kollisionsprüfung: %')
$$;

-- Takes a whole import back: everything it made goes, its own row stays. A row that anybody added since stops it.
CREATE OR REPLACE FUNCTION fw.undo_import(the_import uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    made uuid[];
    told text;
BEGIN
    PERFORM 1 FROM public.imports_import i
    JOIN public.accounts_unit n ON n.controller_id = i.controller_id AND n.id = ANY (fw.units_overseen())
    WHERE i.id = the_import AND i.state = 'carried_out' FOR UPDATE OF i;
    IF NOT FOUND THEN RAISE insufficient_privilege; END IF;
    made := ARRAY(SELECT m.case_id FROM public.imports_importedcase m WHERE m.run_id = the_import);
    PERFORM 1 FROM public.cases_case c WHERE c.id = ANY (made) FOR UPDATE;
    IF fw.worked_on_since_import(the_import) THEN RAISE insufficient_privilege; END IF;
    DELETE FROM public.work_notice WHERE about_case = ANY (made);
    DELETE FROM public.clients_duplicatepair
    WHERE state = 'open' AND (first_case_id = ANY (made) OR second_case_id = ANY (made));
    DELETE FROM public.imports_importedcase WHERE case_id = ANY (made);
    DELETE FROM public.contacts_contact WHERE case_id = ANY (made);
    DELETE FROM public.clients_safechannel WHERE case_id = ANY (made);
    DELETE FROM public.clients_client WHERE case_id = ANY (made);
    DELETE FROM public.cases_case WHERE id = ANY (made);
    SET CONSTRAINTS ALL IMMEDIATE;
    FOREACH told IN ARRAY ARRAY['contacts_contactevent', 'clients_clientevent'] LOOP
        EXECUTE format('DELETE FROM public.%I WHERE case_id = ANY ($1)', told) USING made;
    END LOOP;
    DELETE FROM public.cases_caseevent WHERE pgh_obj_id = ANY (made);
EXCEPTION WHEN foreign_key_violation THEN RAISE insufficient_privilege;
END $$;

-- Whether a house has any file yet; before the first one whoever sets it up gives roles alone.
CREATE OR REPLACE FUNCTION fw.has_files(house uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM public.cases_case c WHERE c.controller_id = house)
$$;

-- Whether somebody may begin in a role: at once without reach or in a house without files, else when a second person
-- has confirmed it: each confirmation is good for one membership.
CREATE OR REPLACE FUNCTION fw.begin_membership(somebody uuid, the_unit uuid, the_role text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM public.accounts_role r WHERE r.name = the_role
                   AND (r.file_reach <> 'none' OR r.contact_data_reach <> 'none' OR r.reads_log OR r.opens_files))
       OR NOT fw.has_files((SELECT n.controller_id FROM public.accounts_unit n WHERE n.id = the_unit)) THEN
        RETURN true;
    END IF;
    UPDATE public.accounts_proposedmembership SET begun = true WHERE id = (
        SELECT p.id FROM public.accounts_proposedmembership p
        WHERE p.user_id = somebody AND p.unit_id = the_unit AND p.role = the_role AND p.confirmed AND NOT p.begun
        ORDER BY p.id LIMIT 1 FOR UPDATE);
    RETURN FOUND;
END $$;

-- Two entries of the directory are one: every row of every table that points at the one that goes points at the one
-- that stays, wherever it is out of sight. Who asks keeps the whole directory. Frozen packets and what would then stand
-- twice stay where they are. Answers with keys alone, by table and column.
CREATE OR REPLACE FUNCTION fw.keeps_directory() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM fw.memberships() m WHERE m.role = 'coordinator')
$$;

CREATE OR REPLACE FUNCTION fw.pointers(what text) RETURNS TABLE (of_table text, of_column text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT c.conrelid::regclass::text, a.attname::text FROM pg_constraint c
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE c.contype = 'f' AND array_length(c.conkey, 1) = 1
      AND c.confrelid = CASE what WHEN 'offer' THEN 'public.offers_offer'::regclass
                                  WHEN 'provider' THEN 'public.accounts_organisation'::regclass END
    ORDER BY 1, 2
$$;

CREATE OR REPLACE FUNCTION fw.running_packets(body uuid) RETURNS int
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT count(*)::int FROM public.referrals_packet WHERE recipient_id = body AND active AND fw.keeps_directory()
$$;

-- Who could log in for a provider: whoever answers for it must not begin to read what another one was sent.
CREATE OR REPLACE FUNCTION fw.logins_of(body uuid) RETURNS int
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT count(*)::int FROM public.accounts_unit u WHERE u.controller_id = body AND fw.keeps_directory()
      AND (EXISTS (SELECT 1 FROM public.accounts_membership m
                   WHERE m.unit_id = u.id AND (m.valid_until IS NULL OR m.valid_until > now()))
           OR EXISTS (SELECT 1 FROM public.accounts_proposedmembership p
                      WHERE p.unit_id = u.id AND p.decided_at IS NULL))
$$;

CREATE OR REPLACE FUNCTION fw.repoint(what text, gone uuid, keep uuid) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    pointer record;
    key uuid;
    moved jsonb := '{}';
    keys jsonb;
BEGIN
    IF NOT fw.keeps_directory() OR gone = keep THEN RAISE insufficient_privilege; END IF;
    IF what = 'provider' AND EXISTS (SELECT 1 FROM public.accounts_organisation
                                     WHERE id IN (gone, keep) AND kind <> 'provider') THEN
        RAISE insufficient_privilege;
    END IF;
    IF what = 'provider' AND fw.logins_of(gone) > 0 THEN RAISE insufficient_privilege; END IF;
    FOR pointer IN SELECT * FROM fw.pointers(what) WHERE of_table <> 'referrals_packet' LOOP
        keys := '[]';
        FOR key IN EXECUTE format('SELECT id FROM public.%I WHERE %I = $1 ORDER BY id',
                                  pointer.of_table, pointer.of_column) USING gone LOOP
            BEGIN
                EXECUTE format('UPDATE public.%I SET %I = $1 WHERE id = $2', pointer.of_table, pointer.of_column)
                USING keep, key;
                keys := keys || to_jsonb(key);
            EXCEPTION WHEN unique_violation OR exclusion_violation OR check_violation THEN
                NULL;
            END;
        END LOOP;
        IF keys <> '[]' THEN
            moved := moved || jsonb_build_object(pointer.of_table || '.' || pointer.of_column, keys);
        END IF;
    END LOOP;
    RETURN moved;
END $$;

-- Every row that a merge moved, and that still points where it was moved to, goes back.
CREATE OR REPLACE FUNCTION fw.repoint_back(the_merge uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    done public.upkeep_merge;
    pointer record;
BEGIN
    SELECT * INTO done FROM public.upkeep_merge m
    WHERE m.id = the_merge AND m.undone_at IS NULL
      AND m.controller_id IN (SELECT n.controller_id FROM fw.memberships() n WHERE n.role = 'coordinator');
    IF done.id IS NULL THEN RAISE insufficient_privilege; END IF;
    FOR pointer IN SELECT p.* FROM public.upkeep_twin t, fw.pointers(t.what) p
                   WHERE t.id = done.twin_id AND done.moved ? (p.of_table || '.' || p.of_column) LOOP
        EXECUTE format('UPDATE public.%I SET %I = $1 WHERE %I = $2 AND id::text IN
                        (SELECT jsonb_array_elements_text($3))',
                       pointer.of_table, pointer.of_column, pointer.of_column)
        USING done.absorbed, done.kept, done.moved -> (pointer.of_table || '.' || pointer.of_column);
    END LOOP;
END $$;

-- The directory's daily job tells those who keep it.
CREATE OR REPLACE FUNCTION fw.tell_directory(words text, run_at timestamptz) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    INSERT INTO public.work_notice (id, user_id, at, words)
    SELECT gen_random_uuid(), u.id, run_at, words FROM public.accounts_user u
    WHERE u.is_active AND EXISTS (
        SELECT 1 FROM public.accounts_membership m WHERE m.user_id = u.id AND m.role = 'coordinator'
          AND now() >= m.valid_from AND (m.valid_until IS NULL OR now() < m.valid_until))
$$;
REVOKE ALL ON FUNCTION fw.tell_directory FROM fw_app;
GRANT EXECUTE ON FUNCTION fw.tell_directory TO fw_worker;
