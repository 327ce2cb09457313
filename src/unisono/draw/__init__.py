"""Diagrams as PNG: boxes, curves and text in every script that we speak."""
