"""Measured quality of faces: do the lips do what the sounds need, is the feeling seen?"""
