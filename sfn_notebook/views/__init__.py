"""Folds over definitions and histories, and pictures of them: plain frozen data, SVG, HTML, text."""
