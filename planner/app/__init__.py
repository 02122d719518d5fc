"""The app in a browser, on this machine alone: a question moved by sliders, solved, compared, kept.

folder.py    the one folder that is read and written, and every name checked against it
figures.py   the figures of an instance that are sliders, and how far each goes
worker.py    the process that solves and draws
solving.py   the other end of it: messages, stop, end
state.py     what one tab of a browser holds
drawing.py   the small pictures and tables of the answer
elements.py  the elements of the page
controls.py  its left column
answers.py   its right column
pages.py     the page
guard.py     who may ask: host, origin, paths
serving.py   the port, and the start
"""
