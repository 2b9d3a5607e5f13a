"""The rule-based stance classifier: `RuleClassifier`, driven by the cue patterns of a codebook."""

from stancekit_rules.stance.classifier import RuleClassifier

__all__ = ["RuleClassifier"]
