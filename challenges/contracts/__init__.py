"""What follows the award: the contract 任务书 of a proposal that was selected, its milestones and its payments."""
