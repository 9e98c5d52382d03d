"""How good answers are: data sets, runs, measures and how sure they are; trials, tuning and ablation of an index."""
