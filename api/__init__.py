"""The skins over search and indexer: the HTTP application and the wenlan command line."""
