"""`CheckpointScorer`: token log-probabilities under a checkpoint and under its public base.

Both are models this process may serve anyway, so a filter that reads these numbers is
post-processing of the checkpoint. Supplies what `filters.spans.TokenScorer` names.
"""

from pathlib import Path

from filters.spans import TokenScores
from knowledge.session import Session
from prompts.render import control_messages
from prompts.transcript import render_transcript


class CheckpointScorer:
    """Scores the transcript of a session after its own control header.

    Args:
        checkpoint: folder of the merged model (`generator.checkpoint.served_folder`).
        base: folder of the public base it was tuned from; both share one tokenizer.
    """

    def __init__(self, checkpoint: Path, base: Path) -> None:
        from transformers import AutoModelForCausalLM, AutoTokenizer

        self._tokenizer = AutoTokenizer.from_pretrained(base)
        self._models = tuple(
            AutoModelForCausalLM.from_pretrained(folder, use_safetensors=True).eval()
            for folder in (checkpoint, base)
        )
        self._context = int(self._models[0].config.max_position_embeddings)

    def log_probabilities(self, session: Session) -> TokenScores:
        """Scores every token of the transcript that the context can hold."""
        import torch

        text = render_transcript(session.turns)
        header = self._header(session)
        encoded = self._tokenizer(
            text, return_offsets_mapping=True, add_special_tokens=False, verbose=False
        )
        body = encoded["input_ids"][: self._context - len(header)]
        if not body:
            return TokenScores(text=text, dp=(), public=(), offsets=())
        ids = torch.tensor([header + body])
        targets = ids[0, len(header) :]
        with torch.inference_mode():
            dp, public = (
                tuple(
                    model(input_ids=ids)
                    .logits[0, len(header) - 1 : -1]
                    .float()
                    .log_softmax(-1)
                    .gather(1, targets[:, None])[:, 0]
                    .tolist()
                )
                for model in self._models
            )
        offsets = tuple((start, end) for start, end in encoded["offset_mapping"][: len(body)])
        return TokenScores(text=text, dp=dp, public=public, offsets=offsets)

    def _header(self, session: Session) -> list[int]:
        if session.profile is None:
            return list(self._tokenizer("<|session|>\n", add_special_tokens=False)["input_ids"])
        evidence = session.provenance.evidence if session.provenance else ()
        request = control_messages(session.profile, evidence, ())
        text = self._tokenizer.apply_chat_template(
            list(request), tokenize=False, add_generation_prompt=True
        )
        return list(self._tokenizer(text, add_special_tokens=False)["input_ids"])


def open_scorer(checkpoint: Path) -> CheckpointScorer | None:
    """The scorer of a checkpoint; None for a whole model, whose base is not kept beside it.

    Raises what `generator.checkpoint.read_checkpoint` raises.
    """
    from generator.checkpoint import read_checkpoint, served_folder, verified_base

    read = read_checkpoint(checkpoint)
    if read.weights != "adapter":
        return None
    folder, _ = served_folder(checkpoint)
    return CheckpointScorer(folder, verified_base(read))
