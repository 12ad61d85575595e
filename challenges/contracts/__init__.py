"""What follows the award: the contract 任务书 of a proposal that was selected, from its draft to its effect."""
