"""Demo data of duplicates, see ``ficha_cliente/demo/ficha_demo.py``."""


def load_merge(env, pair, merged):
    """A pair that waits to be merged, and a merge that can be undone.

    :param pair: external names of two contacts
    :param merged: external names of the contact that stays and of the one that goes
    """
    one, other = (env.ref(name) for name in pair)
    ids = sorted((one | other).ids)
    Duplicate = env["ficha.duplicate"]
    domain = [("partner_a_id", "=", ids[0]), ("partner_b_id", "=", ids[1])]
    if not Duplicate.search_count(domain):
        Duplicate.create(
            {
                "partner_a_id": ids[0],
                "partner_b_id": ids[1],
                "score": 92,
                "certainty": "certain",
                "evidence_data": ["same_mobile", "name_missing"],
            }
        )
    kept, gone = (env.ref(name) for name in merged)
    # the name of who went is that of who stayed: after an earlier installation both are
    if gone.active and gone != kept:
        env["ficha.merge"]._merge(kept, gone)
