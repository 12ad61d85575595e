"""The review 评审: panels, seats, scores, discussion, ranking and its papers."""
