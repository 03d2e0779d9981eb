"""Payment feeds as banks and providers send them, read as `payment.made` without a mapping.

ISO 20022 pacs.008, camt.053 and camt.054 (XML), Stripe's and Adyen's webhooks (JSON Lines).

Data flows: xml_records | json lines → iso20022 | stripe | adyen (a record becomes drafts) →
build (a draft becomes an event, or says what is wrong and where) → source (chunks).
"""
