"""Several pages of one issue: articles that go on over pages, photos and the stories that they illustrate."""
