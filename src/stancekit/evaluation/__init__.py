"""Measuring classifiers: tasks, metrics, significance, probes, the runner, its result files and the leaderboard.

It needs the extra `benchmarks` (scikit-learn, scipy); nothing of the core imports it before it is asked for.
"""
