"""Names that nobody takes for real: clients are birds and beasts, staff are trees and stones."""

from typing import NamedTuple

import numpy as np


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


BEASTS = _words(
    """
    Aardvark Albatross Alpaca Antelope Armadillo Auklet Avocet Axolotl Badger Bandicoot Barbet
    Bear Bilby Bison Bittern Blackcap Bobcat Bongo Brambling Bulbul Bullfinch Bunting Bustard
    Capercaillie Capybara Caracal Caribou Cassowary Chaffinch Chamois Cheetah Chinchilla
    Chipmunk Civet Coati Condor Corella Cormorant Corncrake Coypu Crane Crossbill Curlew Dikdik
    Dipper Dolphin Dormouse Dotterel Dunlin Dunnock Eagle Egret Eider Eland Elk Ermine Falcon
    Fieldfare Finch Firecrest Flamingo Fossa Gadwall Gazelle Gecko Genet Gerbil Gibbon Giraffe
    Godwit Goldcrest Goldeneye Goldfinch Goosander Goshawk Grebe Greenfinch Guanaco Guillemot
    Hamster Hare Harrier Hedgehog Heron Hoopoe Hornbill Ibex Ibis Impala Jacana Jackdaw Jaguar
    Jerboa Kestrel Kingfisher Kinglet Kinkajou Kittiwake Koala Kookaburra Kudu Lapwing Lark
    Lemming Lemur Leopard Linnet Llama Lynx Macaw Magpie Mallard Mandrill Markhor Marmot Marten
    Meadowlark Meerkat Mongoose Moorhen Moose Narwhal Nightjar Numbat Nuthatch Nutria Ocelot
    Okapi Oriole Oryx Osprey Otter Ouzel Owl Panda Pangolin Panther Peccary Pelican Penguin
    Petrel Pheasant Pika Pintail Pipit Plover Pochard Polecat Porcupine Porpoise Ptarmigan
    Puffin Puma Quail Quokka Raccoon Raven Redpoll Redshank Redstart Redwing Reindeer Rook
    Sanderling Sandpiper Scaup Scoter Seal Serin Serval Shearwater Shelduck Shoveler Siskin Skua
    Skylark Sparrow Spoonbill Springbok Squirrel Starling Stoat Stonechat Stork Tamarin Tanager
    Tapir Tarsier Tern Thrush Toucan Treecreeper Turnstone Vicuna Vole Wagtail Wallaby Warbler
    Waxbill Waxwing Wheatear Whimbrel Whinchat Wigeon Wolverine Wombat Woodcock Woodlark
    Woodpecker Wren Wryneck Yak Zebra
    """
)

#: Initials of family names; the rarest are left out.
INITIALS = "ABCDEFGHJKLMNPRSTVWYZ"

#: So many clients can be told apart.
MOST_CLIENTS = len(BEASTS) * len(INITIALS)


class Team(NamedTuple):
    """Names of staff, by what they do."""

    facilitators: tuple[str, ...]
    supervisors: tuple[str, ...]
    trainers: tuple[str, ...]
    trainees: tuple[str, ...]
    authors: tuple[str, ...]
    administrators: tuple[str, ...]


TEAM = Team(
    facilitators=("Rowan T.", "Hazel P.", "Flint A.", "Alder S.", "Juniper K.", "Slate M."),
    supervisors=("Cedar W.", "Basalt N."),
    trainers=("Granite E.",),
    trainees=("Linden F.",),
    authors=("Marble J.",),
    administrators=("Quartz B.",),
)


def client_names(rng: np.random.Generator, count: int) -> list[str]:
    """So many different names; no beast comes twice before every beast has come once."""
    beasts = rng.permutation(np.array(BEASTS))
    initials = [rng.permutation(list(INITIALS)) for _ in beasts]
    rounds = (divmod(place, len(beasts)) for place in range(count))
    return [f"{beasts[beast]} {initials[beast][turn]}." for turn, beast in rounds]
