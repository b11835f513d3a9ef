"""The kinds of file that a list comes in, each read into grids of cells."""
