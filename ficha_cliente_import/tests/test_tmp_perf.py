import cProfile, pstats, time, io
from odoo.tests import tagged
from .common_import import ImportCase, xlsx

@tagged("post_install", "-at_install")
class TestPerf(ImportCase):
    def test_perf(self):
        n = 5000
        head = ["Código","Nombre","NIF","Teléfono","Móvil","Correo electrónico","Dirección","Código postal","Población","Provincia","País","Etiquetas","Fecha de nacimiento"]
        rows = [head] + [[f"PF{i:06}", f"Persona Prueba {i} Gómez", "", f"968 {i:06}", f"6{i:08}", f"p{i}@example.com", f"Calle {i}, 3", "30001", "Murcia", "Murcia", "España", "vip;norte", "01/05/1980"] for i in range(n)]
        run = self.make(rows)._as_user()
        t=time.time()
        tables = run._tables(); found = run._map_tables(tables)
        t1=time.time()
        pr=cProfile.Profile(); 
        import os
        if os.environ.get("PROF"): pr.enable()
        rows, matcher = run._read_rows(found[0])
        t2=time.time()
        for s in range(0,n,500):
            run._plan_rows(rows[s:s+500], matcher)
        t3=time.time()
        for s in range(0,n,500):
            run._keep_rows(rows[s:s+500])
        pr.disable()
        t4=time.time()
        with open("/tmp/perf_%s.txt" % os.environ.get("WHICH","new"),"w") as f:
            f.write("tables %.2f read_rows %.2f plan %.2f keep %.2f\n" % (t1-t,t2-t1,t3-t2,t4-t3))
            if os.environ.get("PROF"):
                pstats.Stats(pr, stream=f).sort_stats("tottime").print_stats(35)
