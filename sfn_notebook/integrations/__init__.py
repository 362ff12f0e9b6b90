"""Who answers Task states."""
