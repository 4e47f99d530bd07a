"""The geometry of pictures: exact figures in, whole units of a drawing out.

Plain Python without Django; the markup stands in `templates/components/charts/`.
"""
