"""
Documents of other teams (CSAF, CVE and OSV records) become draft pairs.

    bytes ─→ reading ─→ Part ─→ csaf | cve | osv ─→ Imported ─→ pair ─→ two draft files
                          └──────────────────────────────────→ account (what had no place)

Everything here comes from outside: it is read within limits, by type, and every value that is looked at is accounted for.
"""
