"""From award to acceptance: the contract 任务书, its milestones and its payments."""
