"""Write every generated page: `python -m deployments.reference`."""

from deployments.reference.pages import ROOT, write

if __name__ == "__main__":
    write(ROOT)
