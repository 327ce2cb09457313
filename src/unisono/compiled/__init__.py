"""Python compiled by numba, and where it is kept between runs."""
