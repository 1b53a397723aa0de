"""规章制度: the rules that the agency lays down, and how departments use their results (1-5.3 a, 1-5.2)."""
