// The pages are complete without this script; it only makes them handier.
