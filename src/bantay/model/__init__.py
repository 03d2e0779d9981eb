"""The words: frozen, typed values every other room speaks in. Imports only `errors`."""
