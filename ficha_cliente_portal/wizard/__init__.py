from . import ficha_proposal_answer
